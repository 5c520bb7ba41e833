import { first } from '../../base/lists.ts';
import { z } from 'zod';

const content = z
  .union([z.string(), z.null(), z.array(z.looseObject({ text: z.string().optional() }))])
  .optional()
  .transform((value) => (Array.isArray(value) ? value.map(({ text }) => text ?? '').join('\n') : (value ?? '')));

/** The part of OpenAI's chat completion request that our servers use; other fields pass through. */
const bodySchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content })).min(1),
  n: z.int().min(1).max(128).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  seed: z.int().nullish(),
  stop: z.union([z.string(), z.array(z.string()).max(4)]).nullish(),
  logprobs: z.boolean().nullish(),
  stream: z.boolean().nullish(),
});

export type ChatBody = z.infer<typeof bodySchema>;

/** A server's answer with a 4xx status. */
export interface Refusal {
  status: 400 | 404;
  message: string;
  param: string | null;
  code: string;
}

export function readBody(value: unknown): { ok: true; body: ChatBody } | { ok: false; refusal: Refusal } {
  const parsed = bodySchema.safeParse(value);
  if (parsed.success) return { ok: true, body: parsed.data };
  const { path, message } = first(parsed.error.issues);
  const param = path.join('.');
  return {
    ok: false,
    refusal: {
      status: 400,
      message: param === '' ? message : `${param}: ${message}`,
      param: param || null,
      code: 'invalid_value',
    },
  };
}

/** An error in OpenAI's form. */
export function errorBody(message: string, type: string, param: string | null, code: string | null) {
  return { error: { message, type, param, code } };
}
