import { type Random, between, pick } from '../../../base/random.ts';
import { split } from './text.ts';

const ONSETS =
  split(`b bj bl br c ch cl cr d dr dw f fj fl fr g gl gn gr h j k kl kn kr l m n p ph pl pr ps qu r rh s sc sch
  sh sk sl sm sn sp spr st str sv sw t th tr ts tw v vl w wh wr x y z zh zw`);
const VOWELS = split('a a e e i i o o u u y ae ai au ay ea ee ei eo eu ey ia ie io oa oe oi oo ou oy ua ue ui');
const CODAS = [
  ...Array.from({ length: 24 }, () => ''),
  ...split(`b c ch ck ct d ff ft g gg gs h j k l lb ld lf lk ll lm ln lp ls lt m mb mm mp n nc nch nd ng nk nn
  ns nt p pp pt r rb rc rch rd rf rg rk rl rm rn rp rs rt rth s sh sk sm sp ss st t tch th tt v w x z zz`),
];
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

/** Parts that no harmless word has. */
export const RUDE = new RegExp(
  split(`anus (?<!m)arse bastard bitch boner boob cock coon crap cunt damn dick fag fart fuck gook homo kike nazi
    nigg?[ae]r paki penis piss porn prick pube queer (?<!g)rape[ds]?$ retard semen sex shit slut spic suck tits$
    turd twat vagin wank whore`).join('|'),
);

/** Words of the validation and test lists that could come out. */
const KEPT = new Set(
  split(`
  cora kofi beatrix delia jerome kira mabel nestor cushions helmets ladders peaches rulers tokens hammers
  lanterns napkins sandals turnips walnuts mandeln helme lineale mantas cojines sobres higos pulseras teteras
  faroles nabos figues lunettes cahiers jetons dominos vestes lanternes serviettes galets sandales navets dover
  havana kazan bristol cordoba luzern fix hid hide send ship trade readings samples column bundle detail figure
  measure finding heading dances skates studies hikes gardens tonnes gallons pounds climbs heidi kissen essen
  jogs knits sews knots trad decken load catch cluster figs pack
`),
);

/**
 * Words that could be English, mostly of one syllable and an ending, and a few of letters at random. Many thousand of
 * them, of all pieces that a tokenizer may cut words into, so that a model has to copy them out of the problem: a few
 * hundred it learns by heart, and a piece that it never copied it can't copy later.
 */
export function invented(random: Random, count: number, endings: readonly string[]): string[] {
  const words = new Set<string>();
  while (words.size < count) {
    const stem =
      random() < 0.04
        ? letters(random)
        : Array.from(
            { length: random() < 0.95 ? 1 : 2 },
            () => pick(ONSETS, random) + pick(VOWELS, random) + pick(CODAS, random),
          ).join('');
    const word = stem + pick(endings, random);
    if (word.length > 2 && !RUDE.test(word) && !KEPT.has(word)) words.add(word);
  }
  return [...words];
}

function letters(random: Random): string {
  return Array.from({ length: between(3, 5, random) }, () => pick(LETTERS, random)).join('');
}

/** Known words and made ones in one list, half of it known. */
export function mixed(known: readonly string[], made: readonly string[]): string[] {
  const times = Math.max(1, Math.round(made.length / known.length));
  return [...Array.from({ length: times }, () => known).flat(), ...made];
}
