import { expect, test } from 'vitest';
import { W4sError } from '../base/errors.ts';
import { type Ledger, ModelError } from '../model/index.ts';
import { type Ending, createStopControl } from './stop.ts';

const stopOf = (cap?: Ledger['stopped'], again = '`w4s resume`') => createStopControl({ capReached: () => cap, again });
const cancelled: Ending = { status: 'cancelled', reason: 'cancelled' };
const interrupted: Ending = { status: 'interrupted', reason: 'interrupted' };

test('a run goes on until something asks it to stop, and the first request counts', () => {
  const stop = stopOf();
  expect(stop.ending).toBeUndefined();
  stop.request(cancelled);
  stop.request(interrupted);
  expect(stop.ending).toBe(cancelled);
});

test.each([
  ['budget', '--budget'],
  ['calls', '--max-calls'],
  ['minutes', '--max-minutes'],
] as const)('the cap %s ends a run as stopped, and its flag is named', (cap, flag) => {
  const ending = stopOf(cap).ending!;
  expect(ending).toEqual({ status: 'stopped', reason: expect.stringContaining(flag) });
  for (const other of ['--budget', '--max-calls', '--max-minutes'].filter((name) => name !== flag))
    expect(ending.reason).not.toContain(other);
});

test.each(['`w4s resume`', 'the same command'])('a cap says that %s continues the run', (again) => {
  expect(stopOf('calls', again).ending!.reason).toContain(`raise it and run ${again}.`);
});

test('a cap is looked at each time, and a request that came before it stays', () => {
  let cap: Ledger['stopped'];
  const stop = createStopControl({ capReached: () => cap, again: '' });
  expect(stop.ending).toBeUndefined();
  cap = 'budget';
  expect(stop.ending).toMatchObject({ status: 'stopped' });
  const asked = stopOf('budget');
  asked.request(interrupted);
  expect(asked.ending).toBe(interrupted);
});

const known = new W4sError('store-full', 'The disk is full', { hint: 'Free some space.' });
const down = new ModelError('No answer', { kind: 'server', model: 'm' });
test.each<[string, unknown, Ending]>([
  [
    'of a call that no cap has room for',
    new ModelError('No room', { kind: 'cap', model: 'm' }),
    { status: 'stopped', reason: 'No room' },
  ],
  ['of a model', down, { status: 'failed', reason: 'No answer', error: down }],
  ['of ours', known, { status: 'failed', reason: 'The disk is full', error: known }],
  [
    'that nobody expected',
    new TypeError('x is not a function'),
    { status: 'failed', reason: 'x is not a function', error: expect.objectContaining({ code: 'internal' }) },
  ],
  ['that is none', 'oops', { status: 'failed', reason: 'oops', error: expect.any(W4sError) }],
])('an error %s', (_, error, ending) => {
  expect(stopOf().endingOf(error)).toEqual(ending);
});

test('an error that comes of stopping does not change why the run ends, nor does asking about one end it', () => {
  const stop = stopOf();
  expect(stop.endingOf(known)).toMatchObject({ status: 'failed' });
  expect(stop.ending).toBeUndefined();
  stop.request(interrupted);
  expect(stop.endingOf(new Error('This operation was aborted'))).toBe(interrupted);
  expect(stopOf('calls').endingOf(known)).toMatchObject({ status: 'stopped' });
});
