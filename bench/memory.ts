import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeModel } from '../src/model/index.ts';
import { scoreWorkflow } from '../src/score/index.ts';
import { numbersTask } from './numbers-task.ts';

const WORKFLOW = `def workflow(agent, task):
    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}
`;

/** Resident memory of this process after 1,000 and after 10,000 items with answers of 2 kB each. */
export async function benchMemory(): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-bench-'));
  try {
    const workflow = join(folder, 'one_call.py');
    await writeFile(workflow, WORKFLOW);
    const figures: Record<string, number> = {};
    const peaksMb: number[] = [];
    for (const items of [1_000, 10_000]) {
      let peak = 0;
      const started = performance.now();
      await scoreWorkflow({
        workflow,
        task: numbersTask(items),
        executor: plain(),
        concurrency: 64,
        store: join(folder, `${items}.db`),
        config: {},
        onProgress: ({ done }) => void (done % 500 === 0 && (peak = Math.max(peak, process.memoryUsage().rss))),
      });
      peaksMb.push(peak / 1e6);
      figures[`MB at ${items} items`] = peak / 1e6;
      figures[`items/s at ${items} items`] = (items / (performance.now() - started)) * 1_000;
    }
    const [few = NaN, many = NaN] = peaksMb;
    return { ...figures, 'MB a thousand items more': (many - few) / 9 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Two kilobytes an answer, so that anything that holds answers shows; and no record of its calls. */
function plain() {
  const { calls, ...model } = fakeModel(() => 'x'.repeat(2_000));
  return {
    id: model.id,
    complete: async (request: Parameters<typeof model.complete>[0]) => {
      const completion = await model.complete(request);
      (calls as unknown[]).length = 0;
      return completion;
    },
  };
}
