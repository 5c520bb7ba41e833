import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeTask } from './support/fake-task.ts';
import { optimize } from '../src/index.ts';
import { giveHint } from '../src/run/index.ts';
import { createRun, findRun, hintsOf, openStore } from '../src/store/index.ts';
import { fakeModel } from '../src/testing.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-hint-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const program = (n: number) =>
  `\`\`\`python\ndef workflow(agent, task):\n    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}  # ${n}\n\`\`\``;

it.each(['w4s', 'best-of-n', 'aflow'] as const)(
  'a hint is read by the next turn of %s alone, is on record, and a run that continues reads the same',
  async (strategy) => {
    const store = join(folder, `${strategy}.db`);
    const read: string[] = [];
    const stop = new AbortController();
    const search = (signal?: AbortSignal, onTurn?: (turn: number, run: string) => Promise<void>) =>
      optimize({
        strategy,
        task: fakeTask(),
        executor: fakeModel(() => '1'),
        meta: fakeModel(({ messages }) => program(read.push(messages.map(({ content }) => content).join('\n')))),
        turns: 4,
        test: 0,
        start: 'none',
        store,
        config: {},
        signal,
        onEvent: ({ type, data, run }) => {
          if (type === 'turn-finished') void onTurn?.((data as { turn: number }).turn, run);
        },
      });
    const other = await openStore(store);
    const first = search(stop.signal, async (turn) => {
      const run = await findRun(other, 'latest');
      if (turn === 1) await giveHint(other, run, 'Check the units \u001b[31m.');
      if (turn === 3) stop.abort();
    });
    await first;
    const run = await findRun(other, 'latest');
    const hinted = () => read.map((text, i) => (text.includes('Check the units') ? i : -1)).filter((i) => i >= 0);
    const [hint] = await hintsOf(other, run.id);
    expect(hint).toMatchObject({ text: 'Check the units \u001b[31m.', by: expect.stringMatching(/./) });
    expect(hinted()).toEqual([(hint!.turn ?? 0) - 1]);
    const before = read.length;
    await giveHint(other, run, 'And again.');
    await search();
    // What was written before is found in the cache, hint and all: only the turns that were missing are asked for.
    expect(read.length).toBe(4);
    expect(read.slice(before).filter((text) => text.includes('And again.'))).toHaveLength(1);
    expect((await hintsOf(other, run.id)).map(({ turn }) => turn)).toEqual([hint!.turn, before + 1]);
    await other.close();
  },
);

it.each([
  ['an evaluation', 'eval', 'interrupted', 'x', 'not-a-search'],
  ['a search that is done', 'optimize', 'done', 'x', 'run-ended'],
  ['no text', 'optimize', 'running', ' \n', 'invalid-hint'],
  ['more than a small context holds', 'optimize', 'running', 'x'.repeat(4_001), 'invalid-hint'],
] as const)('refuses a hint for %s', async (_, command, status, text, code) => {
  const store = await openStore(':memory:');
  const run = await createRun(store, { command, task: 't', configHash: 'h', config: {} });
  await expect(giveHint(store, { ...run, status }, text)).rejects.toMatchObject({ code });
  await store.close();
});
