import { expect, test } from 'vitest';
import { spansOf } from './spans.ts';
import { newTrace, traceIn } from './trace-context.ts';

test('what the client does not sample is not sent', () => {
  const request = { id: 'x', model: 'm', executor: 'p:m', isSide: false, status: 200, begunAt: 0, ms: 1, calls: [] };
  const sent = (flags: string) => traceIn(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-${flags}`, 'k=v');
  expect(spansOf({ ...request, trace: undefined })).toEqual([]);
  expect(spansOf({ ...request, trace: sent('00') })).toEqual([]);
  expect(spansOf({ ...request, trace: sent('01') })).toMatchObject([{ kind: 2, status: {}, traceState: 'k=v' }]);
  expect(spansOf({ ...request, status: 500, trace: newTrace() })).toMatchObject([{ status: { code: 2 } }]);
});

test('calls that failed are there, beside a request that failed', () => {
  const call = { spanId: 'c'.repeat(16), at: 1, ms: 2, promptTokens: 0, completionTokens: 0, error: 'server' };
  const request = { id: 'x', model: 'm', executor: 'p:m', isSide: false, status: 502, begunAt: 0, ms: 9 };
  const trace = newTrace();
  expect(spansOf({ ...request, trace, calls: [call] })).toMatchObject([
    { spanId: trace.spanId, status: { code: 2 } },
    { spanId: call.spanId, parentSpanId: trace.spanId, status: { code: 2, message: 'server' } },
  ]);
});
