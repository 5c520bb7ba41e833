import { readFileSync } from 'node:fs';
import { usageError } from '../base/errors.ts';
import { seededRandom, shuffled } from '../base/random.ts';
import type { Message } from '../model/contract.ts';
import type { Task } from '../task/contract.ts';
import { withParagraph } from './with-paragraph.ts';

/** How the meta-agent hears of ideas: not at all, in a sentence, or in a sentence and a program. */
export const IDEA_FORMS = ['off', 'told', 'shown'] as const;
export type IdeaForm = (typeof IDEA_FORMS)[number];

/** Something that a workflow can be built on. */
interface Idea {
  /** One line. */
  text: string;
  /** A whole workflow. */
  code: string;
}

const SECTION = /^## .*\n(.*)\n```python\n([^]*?)\n```$/gm;
const IDEAS = [...readFileSync(new URL('prompts/ideas.md', import.meta.url), 'utf8').matchAll(SECTION)].map(
  ([, text, code]) => ({ text, code }) as Idea,
);

/** @throws usage error for a programming task: each idea ends with an answer in the words of an answer task */
export function assertIdeasFit({ name, kind }: Pick<Task, 'name' | 'kind'>): void {
  if (kind === 'answer') return;
  throw usageError(
    'conflicting-settings',
    `Expected no \`ideas\` for \`${name}\`: they are for tasks with an answer, and this one asks for a program`,
    { hint: 'Leave --ideas out.' },
  );
}

/**
 * What the actions of a turn are to build on, by slot. Their order is drawn from the seed for each task, so that over
 * tasks every idea comes up in every turn; on one task none comes again before all have come up.
 * @param turn From 1.
 */
export function ideasOfTurn(turn: number, count: number, { name }: Pick<Task, 'name'>, seed: number): Idea[] {
  const order = shuffled(IDEAS, seededRandom('ideas', name, seed));
  return Array.from({ length: count }, (_, slot) => order[((turn - 1) * count + slot) % order.length]!);
}

const BEGINNING = 'Build the program of this reply on one idea: ';
const EXAMPLE = '\n\nSuch a program:\n';

/** The idea at the end of what the meta-agent reads. */
export function withIdea(
  messages: readonly Message[],
  { text, code }: Idea,
  form: Exclude<IdeaForm, 'off'>,
): Message[] {
  const shown = form === 'shown' ? `${EXAMPLE}\`\`\`python\n${code}\n\`\`\`` : '';
  return withParagraph(messages, `${BEGINNING}${text}${shown}`);
}

/**
 * What the meta-agent would have read without an idea. Trained on these messages, it learns to come by the idea itself
 * ("distilling context": Snell, Klein, Zhong 2022, arXiv 2209.15189).
 */
export function withoutIdea(messages: readonly Message[]): Message[] {
  return messages.map((message) =>
    message.role === 'user' ? { ...message, content: message.content.replace(SAID, '') } : message,
  );
}

const SAID = new RegExp(`\n\n${BEGINNING}[^\n]*(?:${EXAMPLE}\`\`\`python\n[^]*?\n\`\`\`)?`);
