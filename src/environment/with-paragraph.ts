import type { Message } from '../model/contract.ts';

/** Messages with one more paragraph at the end of the last. */
export function withParagraph(messages: readonly Message[], text: string): Message[] {
  return messages.map((message, i) =>
    i === messages.length - 1 ? { ...message, content: `${message.content}\n\n${text}` } : message,
  );
}
