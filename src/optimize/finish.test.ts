import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { W4sError } from '../base/errors.ts';
import type { Candidate, Transition } from '../environment/index.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { fakeModel } from '../model/index.ts';
import { type LiveOptions, readEvents, withRun } from '../run/index.ts';
import { type Session, openSession } from '../session/index.ts';
import { findRun, openingsOf, updateRun } from '../store/index.ts';
import { type Begun, beginRun } from './begin.ts';
import { finishSearch } from './finish.ts';
import { type OpenRun, openRun } from './open-run.ts';
import type { OptimizeHooks } from './hooks.ts';
import type { OptimizeOptions } from './options.ts';
import { makePlan } from './plan.ts';
import type { OptimizeResult } from './result.ts';

const folder = temporaryFolders();
let session: Session;
beforeAll(async () => {
  session = await openSession({ store: join(folder(), 'store.db'), config: {}, env: {}, concurrency: 1 });
});
afterAll(() => session.close());
afterEach(() => void vi.useRealTimers());

const task = fakeTask({ validation: 2, test: 2 }); // right are 1 and 3
const executor = fakeModel(() => '1', { id: 'fake:executor', costUsd: 0 });
const given: OptimizeOptions = { task, executor, meta: executor, validation: 2, test: 2, review: 'never' };

/** A search whose history is what `past` makes of it, and which now ends. */
async function ended(
  past: (run: OpenRun) => Promise<Transition[]>,
  options: Partial<OptimizeOptions & OptimizeHooks & LiveOptions> = {},
  earlier?: Begun,
): Promise<{ result: OptimizeResult; begun: Begun }> {
  const plan = await makePlan(session, { ...given, ...options });
  const begun = earlier ?? (await beginRun({ store: session.store, sandbox: session.sandbox.name, plan }, undefined));
  const live = { prices: {}, isolated: true, again: '`w4s resume`', ...options };
  const result = await withRun(session, begun.row, live, async (running) => {
    const run = await openRun({ session, plan, begun, live: running }, { ...given, ...options });
    return finishSearch(run, await past(run));
  });
  return { result, begun };
}

const ANSWERS_ONE = 'def workflow(agent, task):\n    return {"answer": "1"}\n';
const ANSWERS_NONE = 'def workflow(agent, task):\n    return {"answer": "0"}\n';

/** A candidate on record, judged with this score; 0 is the turn of the start. */
async function judged(run: OpenRun, turn: number, more: Partial<Transition> & Partial<Candidate>): Promise<Transition> {
  const { status = 'scored', accuracy = null, evaluation, problem = null, code = ANSWERS_ONE } = more;
  const id = `${run.live.row.id}/t0${turn}c0`;
  const place = {
    id,
    turn,
    slot: 0,
    parentId: null,
    writtenBy: null,
    attempts: [],
    findings: [],
    analysis: '',
    rawCode: null,
  };
  const candidate = { ...place, code, problem, hash: `hash of ${turn}` } as unknown as Candidate;
  await run.environment.recorder.proposed(candidate);
  const counted = { n: 2, callsPerItem: 1, costUsd: 0, latencyMs: { p50: 1, p90: 1, p99: 1 } };
  const whole = { evaluationId: `${id}/validation`, status: 'complete', accuracy, ...counted };
  const summary = evaluation === undefined ? (whole as EvaluationSummary) : evaluation;
  return { candidate, status, accuracy, evaluation: summary, feedback: null, reward: null, entry: null };
}
const start = (run: OpenRun, accuracy = 0.5) => judged(run, 0, { accuracy, code: ANSWERS_NONE });
const skipped = (run: OpenRun, turn: number, problem: string) =>
  judged(run, turn, { status: 'skipped', evaluation: null, code: null, problem });
const beaten = async (run: OpenRun) => [await start(run), await judged(run, 1, { accuracy: 1 })];
const openings = async (run: string) => (await openingsOf(session.store, run)).map(({ reason }) => reason);
const told = async (run: string) => (await readEvents(session.store, run)).map(({ type }) => type);

test('the winner on validation is tested against the start, and leaves file, report and row', async () => {
  const { result } = await ended(beaten);
  expect(result).toMatchObject({
    status: 'done',
    reason: null,
    hint: null,
    best: {
      turn: 1,
      code: ANSWERS_ONE,
      needsReview: false,
      validation: { accuracy: 1 },
      test: { accuracy: 0.5, n: 2 },
    },
    start: { candidate: `${result.run}/t00c0`, validation: { accuracy: 0.5 }, test: { accuracy: 0 } },
    gain: { items: 2, difference: 0.5 },
    runnerUp: { candidate: `${result.run}/t00c0` },
    turns: 1,
    candidates: 1,
    openings: { last: { run: result.run } },
    simulated: false,
  });
  expect(await openings(result.run)).toEqual(['winner', 'start']);
  const last = ['test-opened', 'test-opened', 'test-scored', 'run-finished'];
  expect((await told(result.run)).slice(-4)).toEqual(last);
  expect([result.best!.file, result.report].map((file) => existsSync(file!))).toEqual([true, true]);
  const row = await findRun(session.store, result.run);
  expect(row).toMatchObject({ status: 'done', winner_id: result.best!.candidate });
  expect(JSON.parse(row.result!)).toEqual(result);
});

test('a start that nothing beats is the winner: it is tested once and has no gain', async () => {
  const { result } = await ended(async (run) => [await start(run), await judged(run, 1, { accuracy: 0.5 })]);
  expect(result).toMatchObject({
    status: 'done',
    best: { turn: 0 },
    gain: null,
    runnerUp: { candidate: `${result.run}/t01c0` },
  });
  expect(await openings(result.run)).toEqual(['winner']);
});

test.each(['interrupted', 'stopped', 'cancelled', 'failed'] as const)(
  'a run that is %s opens nothing, and keeps the best that it found',
  async (status) => {
    const { result } = await ended(async (run) => {
      const history = await beaten(run);
      run.live.stop.request({ status, reason: 'enough' });
      return history;
    });
    const best = { turn: 1, validation: { accuracy: 1 }, test: null };
    expect(result).toMatchObject({ status, reason: 'enough', best, start: { test: null }, gain: null, openings: null });
    expect(await openings(result.run)).toEqual([]);
    expect(await told(result.run)).not.toContain('test-opened');
    expect((await told(result.run)).at(-1)).toBe('run-stopped');
  },
);

test('a test that was cut off is not told as one, and goes on from where it stopped', async () => {
  let stop = (): void => {};
  const { result: cut, begun } = await ended(beaten, {
    onStarted: (soft) => (stop = soft),
    onEvent: ({ type }) => type === 'test-opened' && stop(),
  });
  expect(cut).toMatchObject({ status: 'interrupted', best: { turn: 1, test: null }, gain: null });
  expect(await openings(cut.run)).toEqual(['winner']);
  const { result: whole } = await ended(beaten, {}, begun);
  expect(whole).toMatchObject({ run: cut.run, status: 'done', best: { test: { n: 2 } }, gain: { items: 2 } });
  expect(await openings(whole.run)).toEqual(['winner', 'start']);
});

test('a run that is lost during its test leaves the outcome to the process that took it over', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }); // of heartbeats
  const owner = 'elsewhere:7:0000beef-1-17:x';
  let id = '';
  const lost = ended(
    async (run) => {
      id = run.live.row.id;
      const history = await beaten(run);
      await updateRun(session.store, id, { owner, heartbeat_at: Date.now() });
      return history;
    },
    { onEvent: ({ type }) => type === 'test-opened' && vi.advanceTimersByTime(2_000) },
  );
  await expect(lost).rejects.toMatchObject({ code: 'run-lost' });
  expect(await findRun(session.store, id)).toMatchObject({ status: 'running', owner, result: null });
  expect(existsSync(join(dirname(session.store.path), 'runs', id, 'winner.py'))).toBe(false);
  await updateRun(session.store, id, { status: 'done' }); // or the next search here would be this one
});

test('without a test split there is nothing to open', async () => {
  const { result } = await ended(beaten, { test: 0 });
  expect(result).toMatchObject({ status: 'done', best: { test: null }, gain: null, openings: null });
  expect(await openings(result.run)).toEqual([]);
});

test('where nothing could be scored, it says how often what was wrong, and leaves the test sealed', async () => {
  const { result } = await ended(async (run) => [
    await start(run),
    await skipped(run, 1, "KeyError: 'x'\nTraceback"),
    await skipped(run, 2, 'No code block.'),
    await skipped(run, 3, 'No code block.'),
  ]);
  expect(result).toMatchObject({ status: 'failed', candidates: 3, best: { turn: 0, test: null }, openings: null });
  expect(result.reason).toMatch(/^None of the 3 .*: 2 x No code block\.; 1 x KeyError: 'x'$/);
  expect(result.hint).toContain(`w4s show ${result.run} --trajectory`);
  expect(await openings(result.run)).toEqual([]);
  expect((await findRun(session.store, result.run)).reason).toBe(result.reason);
});

test('where the program is not to blame, it says what was missing', async () => {
  const { result } = await ended(async (run) => {
    const evaluationId = `${run.live.row.id}/t01c0/validation`;
    const usage = {
      calls: 0,
      promptTokens: 0,
      completionTokens: 0,
      costUsd: 0,
      wallMs: 1,
      unusable: 0,
      malformed: 0,
      missingKeys: 0,
    };
    const failure = { kind: 'scorer' as const, message: 'the checker is gone\nfor good' };
    const item = { itemId: 'v0', repeat: 0, score: null, answer: null, stdout: '', usage, failure };
    await run.environment.log.append(evaluationId, item);
    const latencyMs = { p50: 1, p90: 1, p99: 1 };
    const evaluation = { evaluationId, status: 'inconclusive', accuracy: null, latencyMs } as EvaluationSummary;
    return [await start(run), await judged(run, 1, { status: 'inconclusive', evaluation })];
  });
  expect(result).toMatchObject({ status: 'failed', best: { turn: 0, test: null }, openings: null });
  expect(result.reason).toMatch(/^The workflow .*: the checker is gone$/);
});

test('where most replies were cut off, it counts that among the problems, and names the limit', async () => {
  const cut = { status: 'inconclusive', accuracy: null, missing: 0, unusable: 5, calls: 6, latencyMs: {} };
  const { result } = await ended(async (run) => [
    await start(run),
    await skipped(run, 1, 'No code block.'),
    await judged(run, 2, { status: 'inconclusive', evaluation: cut as EvaluationSummary }),
    await judged(run, 3, { status: 'inconclusive', evaluation: { ...cut, unusable: 6 } as EvaluationSummary }),
  ]);
  expect(result.reason).toMatch(/: 2 x most replies of the executor were .*cut off.*; 1 x No code block\.$/);
  expect(result.hint).toContain('--max-tokens');
});

test('a workflow that waits for a person is no fruitless search', async () => {
  const { result } = await ended(async (run) => [
    await start(run),
    await judged(run, 1, { status: 'held', evaluation: null }),
  ]);
  expect(result).toMatchObject({ status: 'done', best: { turn: 0 } });
});

test('the winner leaves the run as a file only once a person has approved it, where that is asked for', async () => {
  const { result } = await ended(beaten, { review: 'always', test: 0 });
  expect(result.best).toMatchObject({ turn: 1, needsReview: true, file: null });
});

test.each<[string, W4sError | undefined, RegExp]>([
  ['without a hint tells how it goes on', undefined, /`w4s resume`/],
  ['with one tells both', new W4sError('down', 'x', { hint: 'Set the key.' }), /^Set the key\. .*`w4s resume`/],
  [
    'whose hint names a command adds none',
    new W4sError('down', 'x', { hint: 'Try `w4s doctor`.' }),
    /^Try `w4s doctor`\.$/,
  ],
])('a failure %s', async (_, error, hint) => {
  const { result } = await ended(async (run) => {
    run.live.stop.request({ status: 'failed', reason: 'x', error });
    return [];
  });
  expect(result).toMatchObject({ status: 'failed', best: null, start: null, turns: 0, candidates: 0 });
  expect(result.hint).toMatch(hint);
});
