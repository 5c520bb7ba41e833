import { z } from 'zod';
import type { CompletionRequest } from '../model/index.ts';
import { type Read, readWith } from '../providers/chat-api/index.ts';
import { asMessages } from './answer.ts';
import type { Asked } from './dialect/contract.ts';

/** What Open WebUI wants to know beside the chat, by the key of the JSON that it asks for. */
const KINDS: Readonly<Record<string, string>> = {
  title: 'title',
  tags: 'tags',
  follow_ups: 'follow-ups',
  queries: 'queries',
  prompt: 'image-prompt',
};

/** Asked with every pause of a typist, in a form of its own. */
const AUTOCOMPLETION = '### Task:\nYou are an autocompletion system';

/**
 * Open WebUI asks the chat's own model for a title, tags and more, each in a request of its own that no workflow was
 * made for. They have one form: a task, the JSON that is wanted, and the chat between tags.
 */
export function sideRequestIn(messages: Asked['messages']): string | undefined {
  const text = (messages.at(-1)?.content ?? '').trimEnd();
  if (!text.startsWith('### Task:')) return undefined;
  const chat = text.indexOf('<chat_history>');
  if (chat < 0) return undefined;
  if (text.startsWith(AUTOCOMPLETION) && text.endsWith('Output:')) return 'autocompletion';
  if (!text.endsWith('</chat_history>')) return undefined;
  const form = text.lastIndexOf('### Output:', chat);
  if (form < 0) return undefined;
  const [, key = ''] = /\{\s*"(\w{1,20})"\s*:/.exec(text.slice(form, chat).slice(0, 2_000)) ?? [];
  return Object.hasOwn(KINDS, key) ? KINDS[key] : undefined;
}

const limit = z.int().min(1).nullish();
const samplingSchema = z.looseObject({
  temperature: z.number().min(0).max(2).nullish(),
  max_completion_tokens: limit,
  max_tokens: limit,
  max_output_tokens: limit,
});

/** What the executor is asked for a side request; here the fields of sampling count. */
export function executorRequest({ messages, body }: Asked): Read<{ request: CompletionRequest }> {
  const reading = readWith(samplingSchema, body);
  if (!reading.ok) return reading;
  const { temperature, max_completion_tokens: most, max_tokens: older, max_output_tokens: newer } = reading.body;
  const maxTokens = most ?? older ?? newer ?? undefined;
  return { ok: true, request: { messages: asMessages(messages), temperature: temperature ?? undefined, maxTokens } };
}
