import type { Message } from '../model/contract.ts';

/** A person's advice to the meta-agent, at the end of what it reads in a state. */
export function withHints(messages: readonly Message[], hints: readonly string[]): Message[] {
  const last = messages.at(-1);
  if (hints.length === 0 || last === undefined) return [...messages];
  const advice = `A person who watches this search advises:\n${hints.join('\n')}`;
  return [...messages.slice(0, -1), { ...last, content: `${last.content}\n\n${advice}` }];
}
