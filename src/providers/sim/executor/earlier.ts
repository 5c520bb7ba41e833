import type { ChatRequest } from '../contract.ts';
import { formOf, goldOf } from './gold.ts';
import type { KnownItem } from './known-items.ts';
import { referenceProgram } from './programs.ts';

const INTRODUCES = /\b(?:answer|solution|result|response|candidate|program|code)s?\b[^:\n]{0,40}:/i;

/**
 * Whether the right answer is among the earlier answers in the messages: in the assistant's messages, or after words
 * such as "Proposed answer:".
 */
export function earlierIsRight({ messages }: ChatRequest, known: KnownItem): boolean {
  const input = known.item.input.trim();
  const said = messages
    .map(({ role, content }) => (role === 'assistant' ? content : introduced(content.replaceAll(input, ' '))))
    .join('\n');
  if (formOf(known) === 'program') {
    const reference = referenceProgram(known);
    return (
      reference !== null && squeezed(messages.map(({ content }) => content).join('\n')).includes(squeezed(reference))
    );
  }
  const gold = goldOf(known).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.-])${gold}(?!\\w|\\.\\d*[1-9])`).test(said.replace(/(?<=\d),(?=\d{3})/g, ''));
}

/** The text from the first announcement of an answer on. */
function introduced(text: string): string {
  const at = text.search(INTRODUCES);
  return at < 0 ? '' : text.slice(at);
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}
