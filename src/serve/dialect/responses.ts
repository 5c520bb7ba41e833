import { z } from 'zod';
import { contentSchema, piecesOf, readWith, refused } from '../../providers/chat-api/index.ts';
import type { Answer } from '../contract.ts';
import type { Dialect, Head } from './contract.ts';
import { ignoredIn, refusedIn } from './ignored.ts';
import { sharedFields } from './shared.ts';

const bodySchema = z.looseObject({
  ...sharedFields,
  input: z.union([
    z.string(),
    z.array(z.looseObject({ type: z.string().optional(), role: z.string().optional(), content: contentSchema })).min(1),
  ]),
  instructions: z.string().nullish(),
});

/** `/v1/responses`, as far as it is text. Nothing is kept by an id of a response. */
export const responses: Dialect = {
  prefix: 'resp',
  read: (value) => {
    const reading = readWith(bodySchema, value);
    if (!reading.ok) return reading;
    const { body } = reading;
    const refusal = refusedIn(body);
    if (refusal !== undefined) return refusal;
    const items = typeof body.input === 'string' ? [{ role: 'user', content: body.input }] : body.input;
    const other = items.findIndex(({ type = 'message' }: { type?: string }) => type !== 'message');
    if (other >= 0) return refused('Expected input items of type message', `input.${other}.type`, 'unsupported_value');
    const said = items.map(({ role = 'user', content }) => ({ role, content }));
    const system = body.instructions ? [{ role: 'system', content: body.instructions }] : [];
    const asked = {
      model: body.model,
      messages: [...system, ...said],
      stream: body.stream ?? false,
      includeUsage: true,
      body,
      ignored: ignoredIn(body),
    };
    return { ok: true, asked };
  },
  reply: (head, answer) =>
    response(head, 'completed', { output: [messageOf(head, answer.text)], usage: usageOf(answer) }),
  opening: (head) => [
    named('response.created', 0, { response: response(head, 'in_progress') }),
    named('response.in_progress', 1, { response: response(head, 'in_progress') }),
  ],
  rest: function* (head, answer) {
    let number = 2;
    const place = { item_id: itemId(head), output_index: 0, content_index: 0 };
    const item = { ...messageOf(head, ''), status: 'in_progress', content: [] };
    yield named('response.output_item.added', number++, { output_index: 0, item });
    yield named('response.content_part.added', number++, { ...place, part: partOf('') });
    for (const delta of piecesOf(answer.text))
      yield named('response.output_text.delta', number++, { ...place, delta, logprobs: [] });
    yield named('response.output_text.done', number++, { ...place, text: answer.text, logprobs: [] });
    yield named('response.content_part.done', number++, { ...place, part: partOf(answer.text) });
    yield named('response.output_item.done', number++, { output_index: 0, item: messageOf(head, answer.text) });
    yield named('response.completed', number, { response: responses.reply(head, answer) });
  },
  failed: (head, { error }) => [named('response.failed', 2, { response: response(head, 'failed', { error }) })],
};

function named(type: string, sequence: number, facts: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence, ...facts })}\n\n`;
}

function response({ id, created, model }: Head, status: string, facts: object = {}): object {
  return {
    id,
    object: 'response',
    created_at: created,
    status,
    model,
    output: [],
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: false,
    previous_response_id: null,
    store: false,
    tool_choice: 'auto',
    tools: [],
    usage: null,
    ...facts,
  };
}

function itemId({ id }: Head): string {
  return id.replace(/^resp/, 'msg');
}

function messageOf(head: Head, text: string): object {
  return { id: itemId(head), type: 'message', role: 'assistant', status: 'completed', content: [partOf(text)] };
}

function partOf(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function usageOf({ promptTokens, completionTokens, paidUsd, calls, program }: Answer): object {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: promptTokens + completionTokens,
    cost: paidUsd,
    calls,
    program,
  };
}
