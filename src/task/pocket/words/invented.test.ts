import { expect, test } from 'vitest';
import { seededRandom } from '../../../base/random.ts';
import { POCKET_LISTS } from '../lists.ts';
import { invented } from './invented.ts';

/** Parts that no harmless English word of the lists has. */
const RUDE =
  /anus|(?<!m)arse|bastard|bitch|boner|boob|cock|coon|crap|cunt|damn|dick|fag|fart|fuck|gook|homo|kike|nazi|nigg?[ae]r|paki|penis|piss|porn|prick|pube|queer|(?<!g)rape[ds]?$|retard|semen|sex|shit|slut|spic|suck|tits$|turd|twat|vagin|wank|whore/;
test('no word of the lists holds a rude English one', () => {
  const words = POCKET_LISTS.flatMap(({ list }) => [...list.pretraining, ...list.validation, ...list.test]).filter(
    (text) => !/[{\s]/.test(text),
  );
  expect(words.length).toBeGreaterThan(2_000);
  expect([...new Set(words.map((word) => word.toLowerCase()).filter((word) => RUDE.test(word)))].toSorted()).toEqual(
    [],
  );
});

test('words are as many as asked for, all different, and the same for the same seed', () => {
  const words = () => invented(seededRandom('invented-test'), 200, ['', 's']);
  expect(words()).toEqual(words());
  expect(new Set(words()).size).toBe(200);
  for (const word of words()) expect(word).toMatch(/^[a-z]{2,14}$/);
});
