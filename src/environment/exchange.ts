import type { Message } from '../model/contract.ts';

/**
 * A conversation after an answer of the meta-agent and a question about it. An answer without a word is left out, and
 * the question joined to the one before: many servers refuse an empty message, and some two of a user in a row.
 *
 * @param messages The last one is a user's.
 */
export function exchange(messages: readonly Message[], answer: string, question: string): Message[] {
  const last = messages.at(-1);
  if (last === undefined || answer.trim() !== '')
    return [...messages, { role: 'assistant', content: answer }, { role: 'user', content: question }];
  return [...messages.slice(0, -1), { ...last, content: `${last.content}\n\n${question}` }];
}
