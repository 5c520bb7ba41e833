import { expect, test } from 'vitest';
import { parentIn, spansOf } from './spans.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test.each<[string, string | undefined, boolean]>([
  ['version 00', `00-${TRACE}-${SPAN}-01`, true],
  ['a later version with more', `01-${TRACE}-${SPAN}-01-more`, true],
  ['none', undefined, false],
  ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`, false],
  ['no parent', `00-${TRACE}-${'0'.repeat(16)}-01`, false],
  ['capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`, false],
  ['nonsense', 'x'.repeat(100_000), false],
])('traceparent: %s', (_, header, isTaken) => {
  const { traceId, parentSpanId } = parentIn(header);
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect([traceId === TRACE, parentSpanId]).toEqual(isTaken ? [true, SPAN] : [false, undefined]);
});

test('what the client does not sample is not sent', () => {
  const request = { id: 'x', model: 'm', executor: 'p:m', isSide: false, status: 200, begunAt: 0, ms: 1 };
  expect(spansOf({ ...request, traceparent: `00-${TRACE}-${SPAN}-00` })).toEqual([]);
  expect(spansOf({ ...request, traceparent: `00-${TRACE}-${SPAN}-01` })).toMatchObject([{ kind: 2, status: {} }]);
  expect(spansOf({ ...request, status: 500, traceparent: undefined })).toMatchObject([{ status: { code: 2 } }]);
});
