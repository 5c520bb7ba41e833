import { randomBytes } from 'node:crypto';
import type { CallFacts } from '../contract.ts';
import type { Ended } from './contract.ts';

type Value = string | number | boolean;

/** A span in OTLP's JSON form. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** 2: server, 3: client. */
  kind: 2 | 3;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: { key: string; value: object }[];
  /** 2: error. */
  status: { code?: 2; message?: string };
}

/** The request's own span, under the client's where it named one, and one for each call of the executor. No texts. */
export function spansOf(request: Ended): Span[] {
  const { traceId, parentSpanId, isSampled } = parentIn(request.traceparent);
  if (!isSampled) return [];
  const { model, status, begunAt, ms, answer, id, executor, isSide } = request;
  const own = randomBytes(8).toString('hex');
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'w4s',
    'gen_ai.request.model': model,
    'gen_ai.response.model': model,
    'gen_ai.response.id': id,
    'http.response.status_code': status,
    'w4s.answered_by': isSide ? 'executor' : 'workflow',
    ...(answer && {
      'gen_ai.usage.input_tokens': answer.promptTokens,
      'gen_ai.usage.output_tokens': answer.completionTokens,
      'w4s.run': answer.run,
      'w4s.calls': answer.calls,
    }),
  };
  const root: Span = {
    traceId,
    spanId: own,
    parentSpanId,
    name: `chat ${model}`,
    kind: 2,
    ...times(begunAt, ms),
    attributes: listed(attributes),
    status: status >= 400 ? { code: 2 } : {},
  };
  return [root, ...(answer?.steps ?? []).map((step) => callSpan(step, { traceId, own, begunAt, executor }))];
}

function callSpan(
  { at, ms, promptTokens, completionTokens, error }: CallFacts,
  { traceId, own, begunAt, executor }: { traceId: string; own: string; begunAt: number; executor: string },
): Span {
  const [provider = executor] = executor.split(':');
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': executor.slice(provider.length + 1) || executor,
    'gen_ai.usage.input_tokens': promptTokens,
    'gen_ai.usage.output_tokens': completionTokens,
  };
  return {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    parentSpanId: own,
    name: `chat ${executor}`,
    kind: 3,
    ...times(begunAt + at, ms),
    attributes: listed(attributes),
    status: error === undefined ? {} : { code: 2 },
  };
}

/** W3C Trace Context; a new trace where none came, or one that can't be read. */
export function parentIn(header = ''): { traceId: string; parentSpanId?: string; isSampled: boolean } {
  const [, traceId, parentSpanId, flags = ''] =
    /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/.exec(header) ?? [];
  if (traceId === undefined || parentSpanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(parentSpanId))
    return { traceId: randomBytes(16).toString('hex'), isSampled: true };
  return { traceId, parentSpanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function times(from: number, ms: number): Pick<Span, 'startTimeUnixNano' | 'endTimeUnixNano'> {
  const nano = (at: number): string => String(BigInt(Math.round(at * 1_000)) * 1_000n);
  return { startTimeUnixNano: nano(from), endTimeUnixNano: nano(from + ms) };
}

function listed(attributes: Readonly<Record<string, Value>>): Span['attributes'] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: valueOf(value) }));
}

function valueOf(value: Value): object {
  if (typeof value === 'number') return { intValue: String(value) };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: value };
}
