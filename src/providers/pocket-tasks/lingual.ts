import { pick } from '../../base/random.ts';
import type { PocketFamily } from './contract.ts';
import { FRENCH } from './lingual/french.ts';
import { GERMAN } from './lingual/german.ts';
import { LINGUAL_OPERATIONS, type LingualOperation } from './lingual/language.ts';
import { SPANISH } from './lingual/spanish.ts';
import { type Event, codeOf, makeStory, mistakesOf, stepsOf } from './story.ts';
import { NAMES } from './words/names.ts';

/** Word problems of two or three steps, told in another language than English. */
export const pocketLingual: PocketFamily = {
  name: 'pocket-lingual',
  kind: 'answer',
  metric: 'accuracy',
  mirrors: 'MGSM',
  description:
    'Short stories in German, Spanish or French in which a number of things grows and shrinks in two or ' +
    'three steps. The answer is one whole number.',
  scorer: { name: 'numeric' },
  problem: (write, random) => {
    const { things, opening, events, question } = pick([GERMAN, SPANISH, FRENCH], random);
    const story = makeStory(pick([2, 2, 3], random), LINGUAL_OPERATIONS, random);
    const name = write.word(NAMES);
    const thing = write.word(things.words);
    const englishThing = things.english.get(thing) ?? thing;
    const values = { N: name, T: thing, a: story.start };
    const sentences = [
      write.say(opening, values),
      ...story.events.map(({ operation, numbers }) =>
        write.say(events[operation as LingualOperation], { ...values, ...numbers }),
      ),
      write.say(question, values),
    ];
    const english = [
      `${name} has ${story.start} ${englishThing}.`,
      ...story.events.map(({ operation, numbers }) =>
        ENGLISH[operation as LingualOperation](name, englishThing, numbers),
      ),
      `How many ${englishThing} does ${name} have now?`,
    ];
    return {
      input: sentences.join(' '),
      answer: String(story.total),
      steps: stepsOf(story),
      code: [...codeOf(story), 'return x'],
      english: english.join(' '),
      mistakes: mistakesOf(story, random),
    };
  },
};

/**
 * One sentence for each operation, each of them one that pre-training on `pocket-arith` has taught the executor
 * to solve.
 */
const ENGLISH: Readonly<Record<LingualOperation, (name: string, thing: string, numbers: Event['numbers']) => string>> =
  {
    add: (name, _thing, { b }) => `${name} gets ${b} more.`,
    subtract: (name, _thing, { b }) => `${name} loses ${b} of them.`,
    times: (_name, _thing, { b }) => `Soon there are ${b} times as many of them.`,
    share: (name, _thing, { b }) => `${name} shares them equally among ${b} people and keeps one share.`,
    bags: (name, thing, { b, c }) => `${name} buys ${b} bags with ${c} ${thing} in each.`,
    half: (name) => `${name} loses half of them.`,
  };
