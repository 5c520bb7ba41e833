import type { CallFacts } from './calls.ts';
import type { Ended } from './contract.ts';
import { type RequestTrace, isSampled } from './trace-context.ts';

type Value = string | number | boolean;

/** A span in OTLP's JSON form. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  traceState?: string;
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
  const { trace, model, status, begunAt, ms, answer, calls, id, executor, isSide } = request;
  if (trace === undefined || !isSampled(trace)) return [];
  const { traceId, spanId, parentSpanId, traceState } = trace;
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
    spanId,
    parentSpanId,
    traceState,
    name: `chat ${model}`,
    kind: 2,
    ...times(begunAt, ms),
    attributes: listed(attributes),
    status: status >= 400 ? { code: 2 } : {},
  };
  return [root, ...calls.map((call) => callSpan(call, { trace, begunAt, executor }))];
}

function callSpan(
  { spanId, at, ms, promptTokens, completionTokens, error }: CallFacts,
  { trace, begunAt, executor }: { trace: RequestTrace; begunAt: number; executor: string },
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
    traceId: trace.traceId,
    spanId,
    parentSpanId: trace.spanId,
    traceState: trace.traceState,
    name: `chat ${executor}`,
    kind: 3,
    ...times(begunAt + at, ms),
    attributes: listed(attributes),
    status: error === undefined ? {} : { code: 2, message: error },
  };
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
