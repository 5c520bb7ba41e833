import { type OptimizeOptions, type OptimizeResult, optimize } from '../../src/optimize/index.ts';
import type { FakeModel } from '../../src/model/testing.ts';
import { fakeModel } from '../../src/model/index.ts';
import { actionsOf, candidatesOf, evaluationsOf, openStore } from '../../src/store/index.ts';
import { fakeTask } from './fake-task.ts';

/** A workflow for `fakeTask` that solves the items of these numbers without asking the executor. */
export function solving(numbers: readonly number[]): string {
  return [
    '```python',
    'def workflow(agent, task):',
    '    a = int(task.split()[2])',
    `    return {"answer": str(2 * a + 1) if a in ${JSON.stringify(numbers)} else "?"}`,
    '```',
  ].join('\n');
}

/** Numbers of the items whose inputs stand in a text. */
export function itemsIn(text: string): number[] {
  return [...text.matchAll(/What is (\d+) \+/g)].map(([, number]) => Number(number));
}

/** What the meta-agent reads: the last message of a prompt. */
export type Script = (prompt: string, call: number) => string;

/** A candidate with where it came from, without the id of its run. */
export interface Row {
  label: string;
  parent: string | null;
  state: string | null;
  parentState: string | null;
  accuracy: number | null;
  /** Of its evaluation. */
  status: string | null;
  scored: number;
}

export interface SearchRun {
  result: OptimizeResult;
  prompts: readonly string[];
  /** System messages of the prompts. */
  systems: readonly string[];
  rows: readonly Row[];
}

/** A search on eight additions, of which the start solves 0 and 1. @param store A file */
export async function searchRun(store: string, script: Script, options: Partial<OptimizeOptions>): Promise<SearchRun> {
  const meta: FakeModel = fakeModel(({ messages }) => script(messages.at(-1)!.content, meta.calls.length - 1), {
    id: 'fake:meta',
    costUsd: 0,
  });
  const executor = fakeModel(
    ({ messages }) => {
      const [number = 9] = itemsIn(messages.at(-1)!.content);
      return number < 2 ? String(2 * number + 1) : '?';
    },
    { id: 'fake:executor', costUsd: 0 },
  );
  const result = await optimize({
    task: fakeTask({ validation: 8 }),
    executor,
    meta,
    store,
    validation: 8,
    test: 0,
    racing: 'off',
    start: 'direct',
    review: 'never',
    ...options,
  });
  const prompts = meta.calls.map(({ messages }) => messages.at(-1)!.content);
  const systems = meta.calls.map(({ messages }) => messages[0]!.content);
  return { result, prompts, systems, rows: await rowsOf(store, result.run) };
}

async function rowsOf(path: string, run: string): Promise<Row[]> {
  const store = await openStore(path);
  const short = (id: string | null | undefined): string | null => id?.slice(run.length + 1) ?? null;
  try {
    const actions = new Map((await actionsOf(store, run)).map((action) => [action.candidate_id, action]));
    const summaries = new Map(
      (await evaluationsOf(store, run)).map(({ id, summary }) => [id, JSON.parse(summary ?? '{}')]),
    );
    return (await candidatesOf(store, run)).map((row) => {
      const { status = null, n = 0 } = summaries.get(row.evaluation_id ?? '') ?? {};
      const action = actions.get(row.id);
      return {
        label: short(row.id)!,
        parent: short(row.parent_id),
        state: short(action?.state_id),
        parentState: short(action?.parent_state_id),
        accuracy: row.accuracy,
        status,
        scored: n,
      };
    });
  } finally {
    await store.close();
  }
}
