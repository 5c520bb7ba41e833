import type { Json } from '../../base/json.ts';
import { plain } from './template.ts';

/**
 * A conversation as one text, which is what a workflow gets: a single message as it is, several with their roles at
 * the head. `undefined` for what is no conversation of texts (pictures, calls of tools).
 */
export function textOfMessages(messages: Json | undefined): string | undefined {
  if (typeof messages === 'string') return messages;
  if (!Array.isArray(messages) || messages.length === 0) return undefined;
  const told: { role: string; text: string }[] = [];
  for (const message of messages) {
    if (message === null || typeof message !== 'object' || Array.isArray(message)) return undefined;
    const text = textOfContent(message['content']);
    if (text === undefined) return undefined;
    told.push({ role: plain(message['role']) || 'user', text });
  }
  const [only] = told;
  if (told.length === 1 && only !== undefined) return only.text;
  return told.map(({ role, text }) => `${role}: ${text}`).join('\n\n');
}

function textOfContent(content: Json | undefined): string | undefined {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? content : [content ?? null];
  const texts = parts.map((part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part) && typeof part['text'] === 'string'
      ? part['text']
      : undefined,
  );
  return texts.includes(undefined) ? undefined : texts.join('\n');
}
