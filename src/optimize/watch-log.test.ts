import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EvaluationLog, EvaluationSummary } from '../evaluate/index.ts';
import { CLIENT_FAILED, type ItemFailure, noUsage } from '../workflow/index.ts';
import { createStopControl } from '../run/stop.ts';
import { type Store, evaluationById, evaluationLog, openStore } from '../store/index.ts';
import { watchLog } from './watch-log.ts';

let store: Store;
beforeEach(async () => {
  store = await openStore(':memory:');
});
afterEach(() => store.close());

/** A process that works on the run. */
function session() {
  const stop = createStopControl({ capReached: () => undefined, again: '`w4s resume`' });
  return { stop, log: watchLog(evaluationLog(store, 'r'), store, stop) };
}

const usage = { ...noUsage(), calls: 1, promptTokens: 1, completionTokens: 1, costUsd: null, wallMs: 1 };
const summaryOf = (id: string, status: EvaluationSummary['status'], accuracy: number | null) =>
  ({ evaluationId: id, status, accuracy, n: accuracy === null ? 0 : 1 }) as EvaluationSummary;
const statusOf = async (id: string) => (await evaluationById(store, id))!.status;

async function start(log: EvaluationLog, id: string): Promise<void> {
  const place = { workflowHash: 'h', label: '', task: 'sums', split: 'validation', phase: 'search' };
  await log.start({ evaluationId: id, candidateId: null, repeats: 1, planned: 1, ...place });
}

async function scored(log: EvaluationLog, id: string, accuracy = 0): Promise<void> {
  await start(log, id);
  await log.finish(summaryOf(id, 'complete', accuracy));
}

/** Ends an evaluation that lacks its item for this reason. */
async function missing(log: EvaluationLog, id: string, kind: ItemFailure['kind'], errorType?: string): Promise<void> {
  await start(log, id);
  const failure = { kind, message: 'no unpickling', errorType };
  await log.append(id, { itemId: 'a', repeat: 0, score: null, answer: null, stdout: '', usage, failure });
  await log.finish(summaryOf(id, 'inconclusive', null));
}

test.each<[ItemFailure['kind'], string]>([
  ['scorer', 'scorer of the task'],
  ['unavailable', 'sandbox'],
])('while nothing was ever scored, a failing %s ends the run and is named', async (kind, name) => {
  const { stop, log } = session();
  await missing(log, 'e1', kind);
  expect(stop.ending).toMatchObject({ status: 'failed', reason: expect.stringMatching(`${name}.*no unpickling`) });
});

test('what fails between the workflow and its executor is not the sandbox', async () => {
  const { stop, log } = session();
  await missing(log, 'e1', 'unavailable', CLIENT_FAILED);
  expect(stop.ending).toMatchObject({ status: 'failed', reason: 'no unpickling' });
});

test('once a workflow was scored, a failing scorer may be the doing of the next one: the search goes on', async () => {
  const { stop, log } = session();
  await scored(log, 'e1', 0);
  await missing(log, 'e2', 'scorer');
  expect(stop.ending).toBeUndefined();
  expect(await statusOf('e2')).toBe('inconclusive');
});

test('what a session before scored counts as well', async () => {
  await scored(session().log, 'e1');
  const { stop, log } = session();
  expect(await log.finished('e1')).toMatchObject({ accuracy: 0 });
  await missing(log, 'e2', 'scorer');
  expect(stop.ending).toBeUndefined();
});

test('a search that never looked at anything scored is none that scored', async () => {
  const { stop, log } = session();
  expect(await log.finished('e1')).toBeUndefined();
  await missing(log, 'e2', 'scorer');
  expect(stop.ending).toMatchObject({ status: 'failed' });
});

test.each<ItemFailure['kind']>(['provider', 'cap'])(
  'missing by %s: the circuit and the caps see to it',
  async (kind) => {
    const { stop, log } = session();
    await missing(log, 'e1', kind);
    expect(stop.ending).toBeUndefined();
    expect(await statusOf('e1')).toBe('inconclusive');
    expect(await log.finished('e1')).toMatchObject({ status: 'inconclusive' });
  },
);

test.each(['interrupted', 'cancelled'] as const)(
  'where the run is ending as %s, an inconclusive evaluation stays open and is tried again',
  async (status) => {
    const { stop, log } = session();
    stop.request({ status, reason: 'enough' });
    await missing(log, 'e1', 'provider');
    expect(await statusOf('e1')).toBe('stopped');
    const next = session();
    expect(await next.log.finished('e1')).toBeUndefined();
    expect(await next.log.known('e1')).toEqual([]);
  },
);

test('the evaluation that ended the run stays open too, so that a mended scorer gets its answers', async () => {
  const { log } = session();
  await missing(log, 'e1', 'scorer');
  expect(await statusOf('e1')).toBe('stopped');
});

test.each(['complete', 'raced', 'stopped'] as const)(
  'one that is %s is recorded as such, ending or not',
  async (status) => {
    const { stop, log } = session();
    stop.request({ status: 'interrupted', reason: 'enough' });
    await start(log, 'e1');
    await log.finish(summaryOf('e1', status, 0.5));
    expect(await statusOf('e1')).toBe(status);
  },
);
