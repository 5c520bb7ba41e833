import type { Message } from '../model/contract.ts';
import { withParagraph } from './with-paragraph.ts';

/** A person's advice to the meta-agent, at the end of what it reads in a state. */
export function withHints(messages: readonly Message[], hints: readonly string[]): Message[] {
  if (hints.length === 0) return [...messages];
  return withParagraph(messages, `A person who watches this search advises:\n${hints.join('\n')}`);
}
