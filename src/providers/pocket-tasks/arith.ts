import { pick } from '../../base/random.ts';
import { EVENTS, OPENINGS, QUESTIONS } from './arith-sentences.ts';
import type { PocketFamily } from './contract.ts';
import { codeOf, makeStory, mistakesOf, stepsOf } from './story.ts';
import { NAMES } from './words/names.ts';
import { THINGS } from './words/things.ts';

/** Word problems with two to four steps. */
export const pocketArith: PocketFamily = {
  name: 'pocket-arith',
  kind: 'answer',
  metric: 'accuracy',
  mirrors: 'GSM8K, GSM-Hard',
  description:
    'Short stories in which a number of things grows and shrinks in two to four steps. ' +
    'Asked is the number at the end. The answer is one whole number.',
  scorer: { name: 'numeric' },
  problem: (write, random) => {
    const story = makeStory(
      pick([2, 2, 2, 3, 3, 4], random),
      ['add', 'subtract', 'times', 'share', 'bags', 'boxes', 'half'],
      random,
    );
    const values = { N: write.word(NAMES), M: write.word(NAMES), T: write.word(THINGS), a: story.start };
    const sentences = [
      write.say(OPENINGS, values),
      ...story.events.map(({ operation, numbers }) => write.say(EVENTS[operation], { ...values, ...numbers })),
      write.say(QUESTIONS, values),
    ];
    return {
      input: sentences.join(' '),
      answer: String(story.total),
      steps: stepsOf(story),
      code: [...codeOf(story), 'return x'],
      mistakes: mistakesOf(story, random),
    };
  },
};
