import type { CompletionRequest, Image, Message, ToolCall } from '../contract.ts';
import { callShape, toolShape } from '../tool-shapes.ts';
import { withoutSystem } from '../without-system.ts';
import { FOREIGN_CALL } from './extras.ts';
import type { LearntTraits, ServerTraits } from './traits.ts';

/** The JSON body of `/chat/completions`. */
export type RequestBody = Record<string, unknown> & {
  model: string;
  messages: WireMessage[];
};

type WireMessage = { role: Message['role']; content: unknown } & Record<string, unknown>;

/** The model's identification, the same in all its requests. */
export interface Asked {
  /** The server's name for the model. */
  name: string;
  /** `reasoning_effort`. */
  effort?: string;
}

type Form = LearntTraits & Pick<ServerTraits, 'tokenIds'>;

/** A request in the form that this server is known to accept. */
export function requestBody({ name, effort }: Asked, request: CompletionRequest, traits: Form): RequestBody {
  const { n = 1, maxTokens, temperature, seed, responseFormat, logprobs, tools = [] } = request;
  const messages = traits.mergeSystem ? withoutSystem(request.messages) : request.messages;
  const body: RequestBody = {
    model: name,
    messages: messages.map((message) => wireMessage(message, traits.refused)),
    stream: false,
  };
  const most = Math.min(n, traits.maxN ?? Infinity);
  if (most > 1 && traits.n !== 'single') body['n'] = most;
  if (temperature !== undefined) body['temperature'] = bounded(temperature, traits);
  if (maxTokens !== undefined) body[traits.maxTokensField] = Math.min(maxTokens, traits.maxTokens ?? Infinity);
  if (seed !== undefined) body['seed'] = seed;
  if (effort !== undefined) body['reasoning_effort'] = effort;
  if (responseFormat === 'json') body['response_format'] = { type: 'json_object' };
  if (tools.length > 0) body['tools'] = tools.map(toolShape);
  if (logprobs) body['logprobs'] = true;
  if (logprobs && traits.tokenIds) body['return_token_ids'] = true;
  for (const field of traits.refused) delete body[field];
  return body;
}

/** What any server has room for. */
export const PLAIN_MESSAGES: readonly Message[] = [{ role: 'user', content: 'Reply with OK.' }];

/** The minimal request: only the model and one short user message. */
export function plainBody(name: string, limit: { field: string; tokens: number } | undefined): RequestBody {
  const body: RequestBody = { model: name, messages: PLAIN_MESSAGES.map((message) => wireMessage(message)) };
  if (limit) body[limit.field] = limit.tokens;
  return body;
}

function wireMessage(message: Message, refused: LearntTraits['refused'] = []): WireMessage {
  const { role, content, toolCalls = [], toolCallId, images, extra } = message;
  if (toolCallId !== undefined) return { role, content, tool_call_id: toolCallId };
  if (toolCalls.length > 0)
    return {
      role,
      content: content === '' ? null : content,
      ...(refused.includes('reasoning_content') ? {} : extra),
      tool_calls: signed(toolCalls, refused).map((call) => ({ ...callShape(call, call.arguments), ...call.extra })),
    };
  if (images !== undefined) return { role, content: [{ type: 'text', text: content }, ...images.map(wireImage)] };
  return { role, content };
}

/** A reply's signature stands at its first call. */
function signed(calls: readonly ToolCall[], refused: LearntTraits['refused']): readonly ToolCall[] {
  if (!refused.includes('unsigned_calls') || calls.some(({ extra }) => extra !== undefined)) return calls;
  return calls.map((call, i) => (i === 0 ? { ...call, extra: FOREIGN_CALL } : call));
}

function wireImage({ mediaType, base64 }: Image) {
  return { type: 'image_url', image_url: { url: `data:${mediaType};base64,${base64}` } };
}

function bounded(temperature: number, { minTemperature = -Infinity, maxTemperature = Infinity }: LearntTraits): number {
  return Math.min(maxTemperature, Math.max(minTemperature, temperature));
}
