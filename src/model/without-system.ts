import type { Message } from './contract.ts';

/**
 * System messages before the next message of the user, since templates without the role want the others to
 * alternate.
 */
export function withoutSystem(messages: readonly Message[]): Message[] {
  const system = messages
    .filter(({ role }) => role === 'system')
    .map(({ content }) => content)
    .join('\n\n');
  const others = messages.filter(({ role }) => role !== 'system');
  const first = others.findIndex(({ role }) => role === 'user');
  if (system === '') return others;
  if (first < 0) return [{ role: 'user', content: system }, ...others];
  return others.map((message, i) =>
    i === first ? { role: 'user', content: `${system}\n\n${message.content}` } : message,
  );
}
