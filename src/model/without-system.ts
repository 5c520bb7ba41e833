import type { Message } from './contract.ts';

/**
 * Merges system messages into the next user message, since templates without that role require the others to alternate.
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
    i === first ? { ...message, content: `${system}\n\n${message.content}` } : message,
  );
}
