import { z } from 'zod';
import { template } from '../../../base/template.ts';
import type { Question } from '../../../environment/index.ts';
import type { Strategy } from '../contract.ts';
import { w4s } from '../w4s.ts';

const guided = template('prompts/guided.md', import.meta.url);

/** Longest guide, in characters: some 3,000 tokens of every prompt. */
export const LONGEST_GUIDE = 12_000;

const settings = w4s.settings.extend({
  /** The text of the guide itself, so that a run keeps it whatever becomes of its file. */
  guide: z
    .string('expected the text of a design guide: `w4s guide` writes one, and --guide FILE reads it')
    .trim()
    .min(1)
    .max(LONGEST_GUIDE, `expected at most ${LONGEST_GUIDE} characters`),
});

/**
 * `w4s` with a design guide in the system message, written by a model from earlier runs: experience in words, where
 * RLAO puts it into weights.
 */
export const guide: Strategy<typeof settings> = {
  id: 'guide',
  about: 'as w4s, with a design guide learnt from earlier runs in the prompt: see `w4s guide`',
  settings,
  settle: (asked, circumstances) => ({ ...asked, ...w4s.settle?.(asked, circumstances) }),
  open: (context) => {
    const search = w4s.open(context);
    return {
      propose: async (turn) =>
        (await search.propose(turn)).map((question) => withGuide(question, context.settings.guide)),
      tell: (turn, transitions) => search.tell(turn, transitions),
    };
  },
};

function withGuide(question: Question, text: string): Question {
  const messages = question.messages.map((message) =>
    message.role === 'system' ? { ...message, content: guided({ system: message.content, guide: text }) } : message,
  );
  return { ...question, messages, remedy: `${question.remedy}, or with a shorter guide` };
}
