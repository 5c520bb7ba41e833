import { readFileSync } from 'node:fs';
import { seededRandom, shuffled } from '../base/random.ts';
import type { Message } from '../model/contract.ts';
import type { Task } from '../task/contract.ts';
import { withParagraph } from './with-paragraph.ts';

/** How the meta-agent hears of ideas: not at all, in a sentence, or in a sentence and a program. */
export const IDEA_FORMS = ['off', 'told', 'shown'] as const;
export type IdeaForm = (typeof IDEA_FORMS)[number];

/** Something that a workflow can be built on. */
interface Idea {
  /** `program`: for tasks whose answer a program can compute; where it is a program, there is nothing to run. */
  kind: 'program' | 'words';
  /** One line. */
  text: string;
  /** A whole workflow. */
  code: string;
}

const SECTION = /^## (program|words)\n(.*)\n```python\n([^]*?)\n```$/gm;
const IDEAS = [...readFileSync(new URL('prompts/ideas.md', import.meta.url), 'utf8').matchAll(SECTION)].map(
  ([, kind, text, code]) => ({ kind, text, code }) as Idea,
);

/**
 * What the actions of a turn are to build on, by slot. Their order is drawn from the seed for each task, so that over
 * tasks every idea comes up in every turn; on one task none comes again before all have come up.
 * @param turn From 1.
 */
export function ideasOfTurn(
  turn: number,
  count: number,
  { name, kind }: Pick<Task, 'name' | 'kind'>,
  seed: number,
): Idea[] {
  const ideas = IDEAS.filter((idea) => kind !== 'code' || idea.kind === 'words');
  const order = shuffled(ideas, seededRandom('ideas', name, seed));
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
