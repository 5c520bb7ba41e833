import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './support/cli.ts';
import { fakeTask } from './support/fake-task.ts';
import { optimize } from '../src/index.ts';
import { buildDataset } from '../src/rlao/index.ts';
import { decide } from '../src/review/index.ts';
import { submitWorkflow } from '../src/run/index.ts';
import {
  type Store,
  candidatesOf,
  createRun,
  findRun,
  openStore,
  saveAction,
  submissionsOf,
} from '../src/store/index.ts';
import { fakeModel } from '../src/testing.ts';

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-submission-'));
  store = await openStore(join(folder, 'store.db'));
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const answering = (answer: string): string => `def workflow(agent, task):\n    return {"answer": ${answer}}\n`;
/** Right on every item of the task. */
const SUM = answering('str(sum(int(word) for word in task.rstrip("?").split() if word.isdigit()))');
const ASKS = answering('agent.call_llm(messages=[{"role": "user", "content": task}])[0]');

const OTHER = `${SUM}\n# other\n`;

interface Told {
  turn: number;
  run: string;
}

let searches = 0;

/** A search of two candidates a turn whose meta-agent writes what asks the executor; `read` is what it read. */
function searching() {
  const seed = ++searches; // the store is shared, its answers are not
  const read: string[] = [];
  const executor = fakeModel(() => '1');
  const stop = new AbortController();
  const go = (onTurn: (told: Told) => Promise<unknown> = async () => undefined, more: object = {}) => {
    const waiting: Promise<unknown>[] = [];
    return optimize({
      task: fakeTask({ validation: 4 }),
      seed,
      executor,
      meta: fakeModel(({ messages }) => {
        const number = read.push(messages.map(({ role, content }) => `[${role}] ${content}`).join('\n'));
        return `Ask.\n\`\`\`python\n${ASKS}# ${number}\n\`\`\``;
      }),
      turns: 3,
      candidates: 2,
      test: 0,
      start: 'none',
      context: 'all',
      store: store.path,
      config: {},
      signal: stop.signal,
      ...more,
      onEvent: (event) => {
        const { type, data, run } = event;
        if (type === 'turn-finished') waiting.push(onTurn({ turn: data.turn, run }));
        if (type === 'candidate-held') {
          const decision = data.writtenBy === undefined ? 'approved' : 'rejected';
          void decide(store, { hash: data.hash, decision });
        }
      },
    }).then(async (result) => {
      await Promise.all(waiting);
      return result;
    });
  };
  return { read, executor, stop, go };
}

const submit = async (run: string, text: string, from?: string) =>
  submitWorkflow(store, await findRun(store, run), { text, from, name: 'the text' });
const personsOf = async (run: string) => (await candidatesOf(store, run)).filter((one) => one.written_by !== null);

it('what a person submits is a candidate of the next turn, wins, and is read by the meta-agent', async () => {
  const { read, executor, go } = searching();
  const { run, best, proposals, candidates } = await go(
    async ({ turn, run: id }) => {
      if (turn === 1) await submit(id, SUM, 't01c1');
    },
    { turns: 5 }, // nobody waits for it, so it may come a turn later
  );
  const [mine, ...others] = await personsOf(run);
  expect(others).toEqual([]);
  expect(mine).toMatchObject({
    slot: 2,
    parent_id: `${run}/t01c1`,
    status: 'scored',
    accuracy: 1,
    reward: 1,
    advanced: 1,
    repairs: 0,
    written_by: expect.stringMatching(/./),
  });
  expect(best).toMatchObject({ candidate: mine?.id, code: SUM });
  expect([candidates, proposals.candidates, proposals.beatBest.count]).toEqual([11, 10, 0]);
  expect(await submissionsOf(store, run)).toMatchObject([{ turn: mine?.turn, slot: 2 }]);
  // In the words of the user, before its score, and from then on.
  const told = read.filter((text) => text.includes('wrote the next workflow'));
  expect(told).toHaveLength(read.length - 2 * Number(mine?.turn));
  expect(told[0]).toMatch(/\[user\] [^]*A person who watches[^]*str\(sum\([^]*100\.0 %/);
  expect(executor.calls.length).toBeGreaterThan(0);
});

it('a run that continues has the same rows, and pays for nothing twice', async () => {
  const { read, executor, stop, go } = searching();
  const first = await go(
    async ({ turn, run }) => {
      if (turn === 1) await submit(run, SUM);
      if (turn === 3) stop.abort();
    },
    { turns: 4 },
  );
  expect(first.status).toBe('interrupted');
  const before = await personsOf(first.run);
  const [asked, written] = [executor.calls.length, read.length];
  const late = await submit(first.run, ASKS);
  const again = await go(undefined, { turns: 4, signal: undefined });
  expect([again.status, again.run]).toEqual(['done', first.run]);
  const after = await personsOf(first.run);
  expect(after.slice(0, 1)).toEqual(before);
  expect(after).toHaveLength(2);
  expect(await submissionsOf(store, first.run)).toMatchObject([{ turn: before[0]?.turn }, { id: late.id, slot: 2 }]);
  expect(read).toHaveLength(8);
  expect([executor.calls.length - asked, written]).toEqual([0, 6]); // all ask the same questions
});

it.each([
  ['a program that does not parse', 'def workflow(agent, task):\n    return (', 'SyntaxError'],
  ['a program that fails on an item', answering('1 / 0'), 'ZeroDivisionError'],
])('%s is skipped with its problem, without a repair', async (name, text, problem) => {
  const { read, go } = searching();
  const { run, status, proposals } = await go(async ({ turn, run: id }) => {
    if (turn === 1) await submit(id, text);
  });
  expect(status).toBe('done');
  expect(await personsOf(run)).toMatchObject([
    { status: 'skipped', code: null, raw_code: text, repairs: 0, reward: 0, problem: expect.stringContaining(problem) },
  ]);
  expect([read.length, proposals.broken.count]).toEqual([6, 0]);
});

it('the review policy holds it like any other, until somebody decides', async () => {
  const { go } = searching();
  const { run, status } = await go(
    async ({ turn, run: id }) => {
      if (turn === 1) await submit(id, OTHER);
    },
    { review: 'always' },
  );
  expect([status, await personsOf(run)]).toMatchObject(['done', [{ status: 'held', reward: null, code: OTHER }]]);
});

it('training data holds no row of it, and judges what comes after it by its score', async () => {
  const { go } = searching();
  const { run } = await go(
    async ({ turn, run: id }) => {
      if (turn === 1) await submit(id, SUM);
    },
    { command: 'collect', racing: 'off' },
  );
  const [mine] = await personsOf(run);
  const { rows, facts } = await buildDataset(store, { runs: [run], method: 'sft-all' });
  expect(rows.map(({ id }) => id)).toHaveLength(6);
  expect(rows.filter(({ id }) => id.startsWith(mine?.id ?? ''))).toEqual([]);
  expect(facts).toMatchObject({ rewardMismatches: [], proposals: { candidates: 6 } });
  const later = rows.filter(({ turn }) => turn > Number(mine?.turn));
  expect(later.map(({ scores }) => scores?.best)).toEqual(later.map(() => 1));
});

describe('refused', () => {
  const meta = { command: 'optimize', settings: { turns: 1 } };
  it.each([
    ['for an evaluation', { command: 'eval' }, 'interrupted', SUM, undefined, 'not-a-search'],
    ['for a search that is done', meta, 'done', SUM, undefined, 'run-ended'],
    ['once the last turn is written', { ...meta, settings: { turns: 2 } }, 'running', SUM, undefined, 'no-turn-left'],
    ['without a workflow', meta, 'running', 'x = 1', undefined, 'workflow-without-entry'],
    ['with NUL bytes', meta, 'running', `${SUM}\0`, undefined, 'workflow-not-python'],
    ['with half a character', meta, 'running', `${SUM}\ud800`, undefined, 'workflow-not-python'],
    ['that is too long', meta, 'running', SUM + '#'.repeat(100_000), undefined, 'invalid-workflow'],
    ['edited from nobody', meta, 'running', SUM, 't07c0', 'unknown-candidate'],
  ] as const)('%s', async (_, { command, ...rest }, status, text, from, code) => {
    const config = { task: 'sums', executor: 'fake:strong', ...rest };
    const run = await createRun(store, { command, task: 'sums', configHash: 'h', config });
    const facts = { messages: '[]', completion: '', outcome: 'ok', model: 'm', created_at: 0 };
    const usage = { prompt_tokens: 1, completion_tokens: 1 };
    const place = { candidate_id: `${run.id}/t02c0`, attempt: 0, run_id: run.id, state_id: `${run.id}/t02` };
    await saveAction(store, { ...place, ...facts, ...usage });
    const refused = submitWorkflow(store, { ...run, status }, { text, from, name: 'the text' });
    await expect(refused).rejects.toMatchObject({ code, exitCode: 2 });
    const { hint } = await refused.then(
      () => ({ hint: '' }),
      (error: { hint?: string }) => error,
    );
    if (code === 'run-ended')
      expect(hint).toContain('w4s eval FILE --task sums --executor fake:strong --split validation');
    expect(await submissionsOf(store, run.id)).toEqual([]);
  });
});

describe('at the terminal', () => {
  const file = (): string => join(folder, 'mine.py');
  const cli = (...words: string[]) => runCli([...words, '--store', store.path, '--json'], { cwd: folder });

  it('the file waits on record, with what it was edited from', async () => {
    await writeFile(file(), SUM);
    const config = { task: 'sums', executor: 'fake:strong', settings: { turns: 9 } };
    const run = await createRun(store, { command: 'optimize', task: 'sums', configHash: 'h', config });
    expect(await cli('submit', run.id, 'mine.py')).toMatchObject({ code: 0, result: { run: run.id, from: null } });
    expect(await submissionsOf(store, run.id)).toMatchObject([{ code: SUM, parent_id: null, turn: null, slot: null }]);
    const lost = await cli('submit', run.id, 'nowhere.py', '--from', 't01c0');
    expect([lost.code, lost.error]).toMatchObject([2, { code: 'workflow-not-found' }]);
  });
});
