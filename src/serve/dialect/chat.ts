import { z } from 'zod';
import {
  chunkBody,
  completionBody,
  contentSchema,
  eventText,
  piecesOf,
  readWith,
  usageBody,
  usageChunk,
} from '../../providers/chat-api/index.ts';
import type { Answer } from '../contract.ts';
import type { Dialect } from './contract.ts';
import { ignoredIn, refusedIn } from './ignored.ts';
import { sharedFields } from './shared.ts';

const bodySchema = z.looseObject({
  ...sharedFields,
  messages: z.array(z.looseObject({ role: z.string(), content: contentSchema })).min(1),
});

/** `/v1/chat/completions` */
export const chat: Dialect = {
  prefix: 'chatcmpl',
  read: (value) => {
    const reading = readWith(bodySchema, value);
    if (!reading.ok) return reading;
    const { body } = reading;
    const refusal = refusedIn(body);
    if (refusal !== undefined) return refusal;
    const { model, messages, stream, stream_options: options } = body;
    const asked = {
      model,
      messages,
      stream: stream ?? false,
      includeUsage: options?.include_usage ?? false,
      body,
      ignored: ignoredIn(body),
    };
    return { ok: true, asked };
  },
  reply: (head, answer) => completionBody(head, [{ text: answer.text, finishReason: 'stop' }], usageOf(answer)),
  opening: (head) => [eventText(chunkBody(head, { role: 'assistant', content: '' }))],
  rest: function* (head, answer, { includeUsage }) {
    for (const content of piecesOf(answer.text)) yield eventText(chunkBody(head, { content }));
    yield eventText(chunkBody(head, { finishReason: 'stop' }));
    if (includeUsage) yield eventText(usageChunk(head, usageOf(answer)));
    yield eventText('[DONE]');
  },
  failed: (_head, error) => [eventText(error)],
};

/** Dollars, calls, and what a router chose, beside OpenAI's own fields. */
export function usageOf({ promptTokens, completionTokens, paidUsd, calls, program }: Answer): object {
  return { ...usageBody(promptTokens, completionTokens), cost: paidUsd, calls, program };
}
