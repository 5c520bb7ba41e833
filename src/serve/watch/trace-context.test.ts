import { expect, test } from 'vitest';
import { contextOf, newTrace, traceIn } from './trace-context.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test.each<[string, string | undefined, boolean]>([
  ['version 00', `00-${TRACE}-${SPAN}-01`, true],
  ['not sampled', `00-${TRACE}-${SPAN}-00`, true],
  ['version 00 with more', `00-${TRACE}-${SPAN}-01-more`, false],
  ['a later version with more', `01-${TRACE}-${SPAN}-01-more`, true],
  ['a version that is none', `ff-${TRACE}-${SPAN}-01`, false],
  ['none', undefined, false],
  ['two', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`, false],
  ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`, false],
  ['no parent', `00-${TRACE}-${'0'.repeat(16)}-01`, false],
  ['capitals', `00-${TRACE.toUpperCase()}-${SPAN}-01`, false],
  ['nonsense', 'x'.repeat(100_000), false],
])('traceparent: %s', (_, header, isTaken) => {
  const trace = traceIn(header, 'a=b');
  expect(trace && [trace.traceId, trace.parentSpanId]).toEqual(isTaken ? [TRACE, SPAN] : undefined);
});

test.each<[string, string, boolean]>([
  ['one', 'rojo=00f067aa0ba902b7', true],
  ['several, with blanks and holes', 'congo=t61rcWkgMzE, ,1a@vendor_x=b c', true],
  ['none', '', false],
  ['no key', '=x', false],
  ['no value', 'a=', false],
  ['a key twice', 'a=1,a=2', false],
  ['a capital', 'A=1', false],
  ['what no header may hold', 'a=ä', false],
  ['33 members', Array.from({ length: 33 }, (_, i) => `k${i}=v`).join(','), false],
])('tracestate: %s', (_, header, isTaken) => {
  const trace = traceIn(`00-${TRACE}-${SPAN}-01`, header);
  expect(contextOf(trace!, SPAN)).toEqual({
    traceparent: `00-${TRACE}-${SPAN}-01`,
    ...(isTaken && { tracestate: header }),
  });
});

test.each([
  ['00', '00'],
  ['01', '01'],
  ['03', '03'],
  ['ff', '03'],
])('flags %s are handed on as %s', (sent, handedOn) => {
  const trace = traceIn(`00-${TRACE}-${SPAN}-${sent}`);
  expect(contextOf(trace!, SPAN).traceparent.slice(-2)).toBe(handedOn);
});

test('a trace of our own can be read again', () => {
  const trace = newTrace();
  expect(traceIn(contextOf(trace, trace.spanId).traceparent)).toMatchObject({
    traceId: trace.traceId,
    parentSpanId: trace.spanId,
  });
});
