import { z } from 'zod';
import { SIM_MODELS } from './contract.ts';
import type { ChatMessage, ChatRequest, RefusableField, SimModel } from './contract.ts';
import { simulatedName } from './notice.ts';

const content = z
  .union([z.string(), z.null(), z.array(z.looseObject({ text: z.string().optional() }))])
  .optional()
  .transform((value) => (Array.isArray(value) ? value.map(({ text }) => text ?? '').join('\n') : (value ?? '')));

/** The part of OpenAI's chat completion request that the simulator heeds; unknown fields pass. */
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

export interface ParsedRequest extends ChatRequest {
  n: number;
  maxTokens: number | null;
  stop: readonly string[];
  logprobs: boolean;
  stream: boolean;
}

/** What a server answers with a status of 4xx, in OpenAI's form. */
interface Refusal {
  status: 400 | 404;
  message: string;
  param: string | null;
  code: string;
}

type Reading = { ok: true; request: ParsedRequest } | { ok: false; refusal: Refusal };

export function readRequest(body: unknown, refuse: readonly RefusableField[]): Reading {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    return refused({ status: 400, message: `${path.join('.')}: ${message}`, param: path.join('.') || null, code: 'invalid_value' });
  }
  const model = SIM_MODELS.find((name) => parsed.data.model === name || parsed.data.model === simulatedName(name));
  if (model === undefined) {
    const message = `The model \`${parsed.data.model}\` does not exist; this simulator plays ${SIM_MODELS.join(' and ')}`;
    return refused({ status: 404, message, param: 'model', code: 'model_not_found' });
  }
  const field = refuse.find((name) => isUsed(parsed.data, name));
  if (field === undefined) return { ok: true, request: requestOf(parsed.data, model) };
  const message = `Unsupported parameter: '${field}' is not supported with this model.`;
  return refused({ status: 400, message, param: field, code: 'unsupported_parameter' });
}

function refused(refusal: Refusal): Reading {
  return { ok: false, refusal };
}

type Body = z.infer<typeof bodySchema>;

/** `n: 1` and the text format are what any server does anyway. */
function isUsed(body: Body, field: RefusableField): boolean {
  if (field === 'n') return (body.n ?? 1) > 1;
  if (field === 'response_format') return (body.response_format?.type ?? 'text') !== 'text';
  return body[field] !== undefined && body[field] !== null;
}

function requestOf(body: Body, model: SimModel): ParsedRequest {
  const messages: ChatMessage[] = body.messages.map(({ role, content }) => ({ role, content }));
  return {
    model,
    messages,
    n: body.n ?? 1,
    temperature: body.temperature ?? 1,
    seed: body.seed ?? null,
    json: (body.response_format?.type ?? 'text').startsWith('json'),
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? null,
    stop: typeof body.stop === 'string' ? [body.stop] : (body.stop ?? []),
    logprobs: body.logprobs ?? false,
    stream: body.stream ?? false,
  };
}
