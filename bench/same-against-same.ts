import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '../src/model/contract.ts';
import { seededRandom } from '../src/base/random.ts';
import { compareRuns, scoreWorkflow } from '../src/score/index.ts';
import { numbersTask } from './numbers-task.ts';

const COMPARISONS = 150;
const ITEMS = 24;

const WORKFLOW = `def workflow(agent, task):
    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}
`;

/**
 * A workflow compared with itself under another seed, by the whole product: how often is the difference called
 * significant? Items differ in how hard they are, answers are drawn anew. 5% is what may be; less where the test is
 * exact.
 */
export async function benchSameAgainstSame(): Promise<Record<string, number | string>> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-same-'));
  try {
    const workflow = join(folder, 'ask.py');
    await writeFile(workflow, WORKFLOW);
    const figures: Record<string, string> = {};
    for (const repeats of [1, 2]) {
      let significant = 0;
      let excluded = 0;
      for (let i = 0; i < COMPARISONS; i++) {
        const { p, interval } = await compared(join(folder, `${repeats}.db`), workflow, repeats, i);
        significant += Number(p < 0.05);
        excluded += Number(interval.low > 0 || interval.high < 0);
      }
      figures[`${repeats} ${repeats === 1 ? 'run' : 'runs'} an item`] =
        `p < 0.05 in ${significant} of ${COMPARISONS}, 0 outside of the interval in ${excluded}`;
    }
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function compared(store: string, workflow: string, repeats: number, i: number) {
  const run = (side: number) =>
    scoreWorkflow({
      workflow,
      task: numbersTask(ITEMS),
      executor: moody(2 * i + side),
      repeats,
      seed: 2 * i + side,
      store,
      config: {},
      name: `${repeats}-${i}-${side}`,
    });
  const [a, b] = [await run(0), await run(1)];
  const { paired: difference } = await compareRuns({ first: a.run, second: b.run, store });
  if (difference === null) throw new Error('Expected two runs of the same items to share some');
  return difference;
}

/** Right with a chance that the item fixes, from one in ten to nine in ten. */
function moody(seed: number): Model {
  const random = seededRandom('moody', seed);
  return {
    id: `moody:${seed}`,
    complete: async ({ messages }) => {
      const number = Number(/(\d+) plus/.exec(messages.at(-1)?.content ?? '')?.[1]);
      const text = random() < 0.1 + (0.8 * number) / (ITEMS - 1) ? String(2 * number) : '?';
      const usage = { promptTokens: 1, completionTokens: 1 };
      const choices = [{ text, outcome: 'ok' as const, finishReason: 'stop' }];
      return { choices, usage, costUsd: 0, fresh: { ...usage, requests: 1, costUsd: 0 }, model: 'moody', latencyMs: 0 };
    },
  };
}
