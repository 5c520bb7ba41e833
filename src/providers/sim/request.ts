import { type ChatBody, type Read, type Refusal, readBody } from '../chat-api/index.ts';
import { SIM_MODELS } from './contract.ts';
import type { ChatRequest, RefusableField, SimModel } from './contract.ts';
import { simulatedName } from './notice.ts';

export interface ParsedRequest extends ChatRequest {
  n: number;
  maxTokens: number | null;
  stop: readonly string[];
  logprobs: boolean;
  stream: boolean;
}

type Reading = Read<{ request: ParsedRequest }>;

export function readRequest(body: unknown, refuse: readonly RefusableField[]): Reading {
  const parsed = readBody(body);
  if (!parsed.ok) return refused(parsed.refusal);
  const model = SIM_MODELS.find((name) => parsed.body.model === name || parsed.body.model === simulatedName(name));
  if (model === undefined) {
    const played = SIM_MODELS.join(' and ');
    const message = `The model \`${parsed.body.model}\` does not exist; this simulator plays ${played}`;
    return refused({ status: 404, message, param: 'model', code: 'model_not_found' });
  }
  const field = refuse.find((name) => isUsed(parsed.body, name));
  if (field === undefined) return { ok: true, request: requestOf(parsed.body, model) };
  const message = `Unsupported parameter: '${field}' is not supported with this model.`;
  return refused({ status: 400, message, param: field, code: 'unsupported_parameter' });
}

function refused(refusal: Refusal): Reading {
  return { ok: false, refusal };
}

/** `n: 1` and the text format are any server's default. */
function isUsed(body: ChatBody, field: RefusableField): boolean {
  if (field === 'n') return (body.n ?? 1) > 1;
  if (field === 'response_format') return (body.response_format?.type ?? 'text') !== 'text';
  return body[field] !== undefined && body[field] !== null;
}

function requestOf(body: ChatBody, model: SimModel): ParsedRequest {
  return {
    model,
    messages: body.messages,
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
