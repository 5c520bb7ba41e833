import { z } from 'zod';
import { type Read, eventText, piecesOf, readWith, refused } from '../../providers/chat-api/index.ts';
import { usageOf } from './chat.ts';
import type { Dialect, Head } from './contract.ts';
import { ignoredIn, refusedIn } from './ignored.ts';
import { sharedFields } from './shared.ts';

const bodySchema = z.looseObject({
  ...sharedFields,
  prompt: z.unknown(),
});

/** `/v1/completions`, the form before chats: one prompt, one text. */
export const completions: Dialect = {
  prefix: 'cmpl',
  read: (value) => {
    const reading = readWith(bodySchema, value);
    if (!reading.ok) return reading;
    const { body } = reading;
    const refusal = refusedIn(body);
    if (refusal !== undefined) return refusal;
    if (typeof body['logprobs'] === 'number' || body['logprobs'] === true)
      return refused('`logprobs` is not supported: a workflow has none', 'logprobs', 'unsupported_parameter');
    const prompt = promptIn(body.prompt);
    if (!prompt.ok) return prompt;
    const asked = {
      model: body.model,
      messages: [{ role: 'user', content: prompt.text }],
      stream: body.stream ?? false,
      includeUsage: body.stream_options?.include_usage ?? false,
      body,
      ignored: ignoredIn(body),
    };
    return { ok: true, asked };
  },
  reply: (head, answer) => ({ ...completion(head, [choice(answer.text, 'stop')]), usage: usageOf(answer) }),
  // There is no role to begin with: the connection is opened by a comment.
  opening: () => [': the workflow is at work\n\n'],
  rest: function* (head, answer, { includeUsage }) {
    for (const text of piecesOf(answer.text)) yield eventText(completion(head, [choice(text, null)]));
    yield eventText(completion(head, [choice('', 'stop')]));
    if (includeUsage) yield eventText({ ...completion(head, []), usage: usageOf(answer) });
    yield eventText('[DONE]');
  },
  failed: (_head, error) => [eventText(error)],
};

function promptIn(prompt: unknown): Read<{ text: string }> {
  const only = Array.isArray(prompt) && prompt.length === 1 ? (prompt[0] as unknown) : prompt;
  if (typeof only === 'string') return { ok: true, text: only };
  if (!Array.isArray(only) || only.length === 0)
    return refused('Expected `prompt` to be a text', 'prompt', 'invalid_value');
  const why = only.some((part) => typeof part !== 'string')
    ? 'tokens are not read here; send the text itself'
    : `a workflow answers one at a time; send ${only.length} requests`;
  return refused(`Expected \`prompt\` to be one text: ${why}`, 'prompt', 'unsupported_value');
}

function completion(head: Head, choices: readonly object[]): object {
  return { ...head, object: 'text_completion', choices };
}

function choice(text: string, finishReason: 'stop' | null): object {
  return { index: 0, text, logprobs: null, finish_reason: finishReason };
}
