import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { type FakeScript, fakeModel } from '../model/testing.ts';
import { candidatesOf, clearCache, openStore } from '../store/index.ts';
import { type OptimizeHooks, type OptimizeOptions, optimize } from './index.ts';

const folder = temporaryFolders();
const fenced = (answer: string): string =>
  `\`\`\`python\ndef workflow(agent, task):\n    return {"answer": agent.call_llm("${answer}")[0]}\n\`\`\``;

interface Place {
  store: string;
  given: (meta: FakeScript, more?: Partial<OptimizeOptions & OptimizeHooks>) => OptimizeOptions & OptimizeHooks;
}

/** A store of its own; the executor says what it is told. */
function place(): Place {
  const store = join(folder(), 'store.db');
  const executor = fakeModel(({ messages }) => messages.at(-1)!.content, { id: 'fake:executor', costUsd: 0 });
  return {
    store,
    given: (meta, more) => ({
      task: fakeTask({ validation: 4, test: 2 }),
      executor,
      meta: fakeModel(meta, { id: 'fake:meta', costUsd: 0 }),
      start: 'none',
      turns: 2,
      validation: 4,
      test: 2,
      racing: 'off',
      review: 'never',
      store,
      config: {},
      env: {},
      ...more,
    }),
  };
}

/** Options that stop a search softly at the first event of a type. */
function stoppingAt(type: string): OptimizeHooks {
  let stop = (): void => {};
  return {
    onStarted: (interrupt) => void (stop = interrupt),
    onEvent: (event) => {
      if (event.type === type) stop();
    },
  };
}

test('a candidate on record is what it is, whatever the meta-agent would answer now', async () => {
  const { store: path, given } = place();
  const first = await optimize(given(() => fenced('1'), stoppingAt('turn-finished')));
  expect(first.status).toBe('interrupted');
  const store = await openStore(path);
  await clearCache(store);
  const { code } = (await candidatesOf(store, first.run)).find(({ turn }) => turn === 1)!;

  const prompts: string[] = [];
  const meta: FakeScript = ({ messages }) => {
    prompts.push(messages.map(({ content }) => content).join('\n'));
    return fenced('0');
  };
  const result = await optimize(given(meta, { run: first.run }));
  expect(result).toMatchObject({ status: 'done', best: { code } });
  // Asked about turn 2 alone, and shown what turn 1 was scored for.
  expect(prompts).toHaveLength(1);
  expect(prompts[0]).toContain('agent.call_llm("1")');
  await store.close();
});

test('a trial that ended badly is not held again', async () => {
  const { given } = place();
  let asked = 0;
  const meta: FakeScript = () =>
    asked++ === 0 ? '```python\ndef workflow(agent, task):\n    raise ValueError()\n```' : fenced('1');
  const options = { maxRepairs: 0, turns: 1 };
  const first = await optimize(given(meta, { ...options, ...stoppingAt('candidate-proposed') }));
  expect(first.status).toBe('interrupted');
  await optimize(given(meta, { ...options, run: first.run }));
  const result = await optimize(given(meta, { ...options, run: first.run }));
  expect(result).toMatchObject({ run: first.run, best: null });
  expect(asked).toBe(1);
});

test('a file to start from that changed: the run is not continued, and the same command begins another', async () => {
  const { given } = place();
  const start = join(folder(), 'start.py');
  const write = (answer: string) => writeFile(start, fenced(answer).split('\n').slice(1, -1).join('\n'));
  await write('0');
  const first = await optimize(given(() => fenced('1'), { start, ...stoppingAt('turn-started') }));
  expect(first.status).toBe('interrupted');
  await write('1');
  await expect(optimize(given(() => fenced('1'), { start, run: first.run }))).rejects.toMatchObject({
    code: 'run-changed',
    message: expect.stringContaining('A workflow to start from changed'),
  });
  const second = await optimize(given(() => fenced('1'), { start }));
  expect(second.run).not.toBe(first.run);
  await write('0');
  expect(await optimize(given(() => fenced('1'), { start }))).toMatchObject({ run: first.run, status: 'done' });
});

test('a run that is to stop asks and tries nothing more within a turn', async () => {
  const { given } = place();
  let stop = (): void => {};
  const asked: string[] = [];
  const executor = fakeModel(
    ({ purpose }) => {
      if (purpose?.candidateId?.includes('/t01') === true) asked.push('executor');
      return '1';
    },
    { id: 'fake:executor', costUsd: 0 },
  );
  const meta: FakeScript = () => {
    asked.push('meta');
    stop();
    return asked.length > 2 ? fenced('1') : 'no program';
  };
  const options = { executor, candidates: 3, onStarted: (interrupt: () => void) => void (stop = interrupt) };
  expect((await optimize(given(meta, options))).status).toBe('interrupted');
  // The three actions were one request.
  expect(asked).toEqual(['meta', 'meta', 'meta']);
});

test('trials are among the item runs that --concurrency limits', async () => {
  const { given } = place();
  let now = 0;
  let most = 0;
  const executor = fakeModel(
    async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now--;
      return '1';
    },
    { id: 'fake:executor', costUsd: 0 },
  );
  const meta: FakeScript = (_, sample) => fenced(String(sample));
  await optimize(given(meta, { executor, candidates: 4, turns: 1, concurrency: 1 }));
  expect(most).toBe(1);
});

test('a prompt that forgets earlier repairs is not answered from the cache again and again', async () => {
  const { given } = place();
  const samples: (number | undefined)[] = [];
  const meta: FakeScript = (_, sample) => {
    samples.push(sample);
    return '```python\ndef workflow(agent, task):\n    raise ValueError()\n```';
  };
  await optimize(given(meta, { prompt: 'compact', turns: 1, maxRepairs: 3 }));
  expect(samples).toHaveLength(4);
});
