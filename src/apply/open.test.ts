import { setTimeout as sleep } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { type CompletionRequest, ModelError, fakeModel } from '../model/index.ts';
import { billOf } from '../run/index.ts';
import { type Session, openSession } from '../session/index.ts';
import {
  evaluationById,
  findRun,
  findingsOf,
  itemsOf,
  ledgerRows,
  resultsOn,
  saveApproval,
  saveVersion,
} from '../store/index.ts';
import { workflowHash } from '../workflow/index.ts';
import { type Applied, type ApplyOptions, openWorkflow } from './index.ts';

const folder = temporaryFolders();
const HEAD = 'def workflow(agent, task):\n';
const ASKS =
  `${HEAD}    messages = [{"role": "user", "content": task}]\n` +
  '    return {"answer": agent.call_llm(messages=messages, temperature=0)[0]}\n';
const FAILS = `${HEAD}    raise ValueError(task)\n`;

let session: Session;
beforeAll(async () => {
  session = await openSession({ store: ':memory:', config: {}, env: {}, concurrency: 4 });
});
afterAll(() => session.close());

let workflow: string;
beforeEach(async () => (workflow = await file(ASKS)));

const file = async (code: string): Promise<string> => {
  const path = join(folder(), 'asks.py');
  await writeFile(path, code);
  return path;
};
const asked = ({ messages }: CompletionRequest): string => messages.at(-1)!.content;
const loud = () => fakeModel((request) => asked(request).toUpperCase(), { id: 'fake:executor', costUsd: 0.5 });
const open = (more: Partial<ApplyOptions> = {}) => openWorkflow({ workflow, executor: loud(), session, ...more });
const all = (stream: AsyncIterable<Applied>): Promise<Applied[]> => Array.fromAsync(stream);
const letters = (count: number): string[] => Array.from({ length: count }, (_, i) => String.fromCodePoint(97 + i));
/** Fails what it has to, and keeps what came before. */
const until = async (stream: AsyncIterable<Applied>): Promise<{ answers: unknown[]; error?: { code: string } }> => {
  const answers: unknown[] = [];
  try {
    for await (const { answer } of stream) answers.push(answer);
    return { answers };
  } catch (error) {
    return { answers, error: error as { code: string } };
  }
};

test('one input: the answer, what it used and paid, its steps, all on record without a score', async () => {
  await using work = await open({ cache: 'fresh' });
  const applied = await work.run('hello');
  expect(applied).toMatchObject({
    answer: 'HELLO',
    repeat: 0,
    cached: 0,
    isRecorded: false,
    usage: { calls: 1, costUsd: 0.5 },
    paid: { calls: 1, requests: 1, costUsd: 0.5 },
    trace: { steps: [{ kind: 'ask', cached: 0 }] },
  });
  const evaluation = `${work.runId}/inputs`;
  expect(await resultsOn(session.store, evaluation, applied.id)).toMatchObject([
    { score: null, answer: 'HELLO', trace: { steps: [{ kind: 'ask' }] } },
  ]);
  expect((await itemsOf(session.store, work.runId, 'inputs', [applied.id])).get(applied.id)).toMatchObject({
    input: 'hello',
    target: null,
  });
  const again = await work.run('hello');
  expect(again).toMatchObject({ cached: 1, usage: { calls: 1, costUsd: 0.5 }, paid: { calls: 0, costUsd: 0 } });
  expect(await work.run('hello', { repeat: 1 })).toMatchObject({ cached: 0, repeat: 1, paid: { calls: 1 } });
  const result = await work.close();
  expect(result).toMatchObject({
    run: work.runId,
    inputs: 3,
    answered: 3,
    failures: {},
    usage: { calls: 3, costUsd: 1.5 },
    paid: { calls: 2, costUsd: 1 },
    endedBy: null,
  });
  expect(await work.close()).toEqual(result);
  expect(await findRun(session.store, work.runId)).toMatchObject({ status: 'done', command: 'run', owner: null });
  expect(await evaluationById(session.store, evaluation)).toMatchObject({ status: 'complete', split: 'inputs' });
  await expect(work.run('late')).rejects.toMatchObject({ code: 'workflow-closed' });
});

test('what the workflow itself does wrong is a failure of its input, and no error', async () => {
  workflow = await file(FAILS);
  await using work = await open();
  expect(await work.run('bad')).toMatchObject({ failure: { kind: 'exception', errorType: 'ValueError' } });
  expect(await work.close()).toMatchObject({ inputs: 1, answered: 0, failures: { exception: 1 }, endedBy: null });
});

test.each([
  ['input', 3],
  ['completion', 5],
] as const)('a stream gives results in the order of %s', async (order, before) => {
  const others = Promise.withResolvers<void>();
  let answered = 0;
  const slowFirst = fakeModel(
    async (request) => {
      if (asked(request) === 'a') await others.promise;
      else if (++answered === before) others.resolve();
      return asked(request).toUpperCase();
    },
    { id: 'fake:slow' },
  );
  await using work = await open({ executor: slowFirst, cache: 'fresh' });
  const results = await all(work.stream(letters(6), { order }));
  const answers = results.map(({ answer }) => answer);
  const inOrder = ['A', 'B', 'C', 'D', 'E', 'F'];
  expect(answers.toSorted()).toEqual(inOrder);
  if (order === 'input') expect(answers).toEqual(inOrder);
  else expect(answers.indexOf('A')).toBeGreaterThan(0);
  expect(results.map(({ id }) => id).toSorted()).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('a stream asks for the next input only when there is room, and for none once it is left', async () => {
  const source = { asked: 0, returned: false };
  async function* inputs() {
    try {
      for (const letter of letters(20)) {
        source.asked++;
        yield letter;
      }
    } finally {
      source.returned = true;
    }
  }
  await using work = await open({ concurrency: 2, cache: 'fresh' });
  for await (const { answer } of work.stream(inputs())) {
    await sleep(50);
    expect(source.asked).toBeLessThanOrEqual(3);
    expect(answer).toBe('A');
    break;
  }
  expect(source.returned).toBe(true);
});

test('a cap refuses what does not fit, with its name; with more room the same command goes on', async () => {
  const same = { goesOn: 'unfinished', name: 'capped', cache: 'fresh', concurrency: 1 } as const;
  const first = await open({ ...same, maxCalls: 2 });
  expect(await until(first.stream(letters(4)))).toMatchObject({
    answers: ['A', 'B'],
    error: { code: 'cap', facts: { cap: 'calls', run: first.runId } },
  });
  await expect(first.run('z')).rejects.toMatchObject({ code: 'cap' });
  expect(await first.close()).toMatchObject({ endedBy: 'cap', inputs: 2, paid: { calls: 2 } });
  expect(await findRun(session.store, first.runId)).toMatchObject({ status: 'stopped' });
  const executor = loud();
  const second = await open({ ...same, executor, maxCalls: 4 });
  expect(second.runId).toBe(first.runId);
  const results = await all(second.stream(letters(4)));
  expect(results.map(({ isRecorded }) => isRecorded)).toEqual([true, true, false, false]);
  expect(results[0]).toMatchObject({ answer: 'A', paid: { calls: 0 }, trace: { steps: [{ kind: 'ask' }] } });
  expect(executor.calls).toHaveLength(2);
  expect(await second.close()).toMatchObject({ endedBy: null, inputs: 4, answered: 4, paid: { calls: 4, costUsd: 2 } });
});

test('a run that is done is taken up again where that is wished, with what it spent', async () => {
  const same = { goesOn: 'always', name: 'serve today', command: 'serve', maxCalls: 3, cache: 'fresh' } as const;
  const first = await open(same);
  await all(first.stream(letters(2)));
  await first.close();
  await using second = await open(same);
  expect(second.runId).toBe(first.runId);
  expect(second.spent()).toEqual({ completions: 2, costUsd: 1 });
  expect(await second.run('third')).toMatchObject({ answer: 'THIRD' });
  await expect(second.run('fourth')).rejects.toMatchObject({ code: 'cap' });
});

test('a signal that fired before the first input leaves a run that goes on', async () => {
  const work = await open({ signal: AbortSignal.abort() });
  await expect(work.run('a')).rejects.toMatchObject({ name: 'AbortError' });
  expect(await work.close()).toMatchObject({ inputs: 0, endedBy: 'interrupt' });
  expect(await findRun(session.store, work.runId)).toMatchObject({ status: 'interrupted' });
});

test('an id stands for one input', async () => {
  await using work = await open();
  const one = { id: 'x', input: 'one' };
  const first = work.run(one);
  await expect(work.run(one)).rejects.toMatchObject({ code: 'duplicate-id', facts: { id: 'x' } });
  await first;
  expect(await work.run(one)).toMatchObject({ answer: 'ONE', isRecorded: true });
  await expect(work.run({ id: 'x', input: 'two' })).rejects.toMatchObject({ code: 'duplicate-id' });
});

test('half a character and NUL are no other input when the run goes on', async () => {
  const same = { goesOn: 'unfinished', name: 'halves', cache: 'fresh', concurrency: 1 } as const;
  const inputs = ['cut \ud83d', 'nul \0', 'last'];
  const first = await open({ ...same, maxCalls: 2 });
  expect(await until(first.stream(inputs))).toMatchObject({ answers: ['CUT \uFFFD', 'NUL \0'] });
  await first.close();
  await using second = await open({ ...same, maxCalls: 3 });
  expect((await all(second.stream(inputs))).map(({ isRecorded }) => isRecorded)).toEqual([true, true, false]);
});

test('a caller who goes away ends its own input, waiting or under way, and no other', async () => {
  const started = Promise.withResolvers<void>();
  const hanging = fakeModel(
    async ({ messages, signal }) => {
      if (messages.at(-1)!.content !== 'slow') return 'quick';
      started.resolve();
      await sleep(60_000, undefined, { signal });
      return 'never';
    },
    { id: 'fake:hanging' },
  );
  await using work = await open({ executor: hanging, concurrency: 1 });
  const [slow, waiting] = [new AbortController(), new AbortController()];
  const first = work.run('slow', { signal: slow.signal });
  const second = work.run('never begun', { signal: waiting.signal });
  const third = work.run('third');
  await started.promise;
  waiting.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  slow.abort();
  expect(await first).toMatchObject({ failure: { kind: 'interrupted' } });
  expect(await third).toMatchObject({ answer: 'quick' });
  expect(await work.close()).toMatchObject({ inputs: 2, failures: { interrupted: 1 }, endedBy: null });
});

test('a soft stop finishes what is under way and begins nothing; the run can go on', async () => {
  const same = { goesOn: 'unfinished', name: 'stopped', concurrency: 1 } as const;
  const executor = fakeModel(
    (request) => {
      if (asked(request) === 'b') work.stop();
      return asked(request);
    },
    { id: 'fake:stopping' },
  );
  const work = await open({ ...same, executor });
  expect(await until(work.stream(letters(4)))).toMatchObject({ answers: ['a', 'b'], error: { code: 'interrupted' } });
  expect(await work.close()).toMatchObject({ endedBy: 'interrupt', inputs: 2 });
  expect(await findRun(session.store, work.runId)).toMatchObject({ status: 'interrupted' });
});

test.each([
  ['ends a run', false, 'model-down', 'failed'],
  ['fails its inputs alone where the run is patient', true, undefined, 'done'],
])('a model that is down %s', async (_, isPatient, code, status) => {
  let isDown = true;
  const refusal = new ModelError('Wrong key', { kind: 'auth', model: 'fake:down' });
  const executor = fakeModel(() => (isDown ? refusal : 'up'), { id: 'fake:down' });
  const work = await open({ executor, isPatient, concurrency: 1 });
  expect(await work.run('a')).toMatchObject({ failure: { kind: 'provider' } });
  isDown = false;
  const next = work.run({ id: 'b', input: 'b' });
  if (code === undefined) expect(await next).toMatchObject({ answer: 'up' });
  else await expect(next).rejects.toMatchObject({ code });
  await work.close();
  expect(await findRun(session.store, work.runId)).toMatchObject({ status });
});

test('side by side, what each paid adds up to the ledger', async () => {
  workflow = await file(
    `${HEAD}    asked = [{"role": "user", "content": task[0]}]\n` +
      '    return {"answer": agent.call_llm(messages=asked, num_of_response=3)[0]}\n',
  );
  await using work = await open({ cache: 'fresh', concurrency: 8 });
  const ids = Array.from({ length: 16 }, (_, i) => `r${i}`);
  const results = await Promise.all(ids.map((id, i) => work.run({ id, input: `${i % 7} ${id}` })));
  const sum = (pick: (applied: Applied) => number): number => results.reduce((total, one) => total + pick(one), 0);
  expect(sum(({ usage }) => usage.calls)).toBe(48);
  expect(sum(({ paid, cached }) => paid.calls + cached)).toBe(48);
  const bill = billOf(await ledgerRows(session.store, work.runId));
  expect(bill.calls).toBe(sum(({ paid }) => paid.calls));
  expect(bill.costUsd).toBeCloseTo(
    sum(({ paid }) => paid.costUsd ?? NaN),
    9,
  );
});

test('a version is run with the model that it was measured with; rejected it is refused', async () => {
  const code_hash = workflowHash(ASKS);
  const facts = { code: ASKS, code_hash, kind: 'answer', task: 'sums', executor: 'sim:executor', scores: '{}' };
  const published = { ...facts, name: 'loud', id: 'x', origin: 'asks.py', review: 'always', approved_by: 'me' };
  await saveVersion(session.store, { ...published, note: null, created_at: 1 });
  const waiting = await openWorkflow({ workflow: 'loud', session }).catch((error: unknown) => error);
  expect(waiting).toMatchObject({ code: 'needs-review', facts: { hash: code_hash } });
  const word = { code_hash, by: 'me', note: null, at: 1 };
  await saveApproval(session.store, { ...word, decision: 'approved' });
  {
    await using work = await openWorkflow({ workflow: 'loud@1', session });
    expect(work).toMatchObject({ executor: 'sim:executor', kind: 'answer', subject: { label: 'loud@1' } });
  }
  await saveApproval(session.store, { ...word, decision: 'rejected' });
  await expect(openWorkflow({ workflow: 'loud', session })).rejects.toMatchObject({ code: 'rejected' });
});

test.each([
  ['no model', FAILS, {}, 'missing-model'],
  ['no Python', 'def workflow(agent, task):\n  return (', { executor: loud() }, 'workflow-syntax'],
])('with %s nothing is begun', async (_, code, more, expected) => {
  workflow = await file(code);
  await expect(openWorkflow({ workflow, session, ...more })).rejects.toMatchObject({ code: expected });
});

test('findings about a text are on record before its first input', async () => {
  workflow = await file(`import os\n${ASKS}`);
  await using work = await open();
  expect(await findingsOf(session.store, work.subject.hash)).toMatchObject([{ rule: 'dangerous-import' }]);
});

test('the function says whether it is for code; the input brings the entry point', async () => {
  workflow = await file('def workflow(agent, task, entry_point):\n    return {"answer": entry_point}\n');
  await using work = await open();
  expect(work.kind).toBe('code');
  expect(await work.run({ input: 'Write f.', entryPoint: 'f' })).toMatchObject({ answer: 'f' });
});
