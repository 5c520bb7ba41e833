import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scoreWorkflow } from '../src/score/index.ts';
import { numbersTask } from './numbers-task.ts';

const ITEMS = 500;
const CALLS = 3;
const LATENCY_MS = 200;
const CONCURRENCY = 64;

const WORKFLOW = `def workflow(agent, task):
    for step in range(${CALLS}):
        text = agent.call_llm(messages=[{"role": "user", "content": f"{task} ({step})"}])[0]
    return {"answer": text}
`;

/** Ideal time over measured time of a real evaluation: HTTP, sandbox, scorer and store included. */
export async function benchOrchestration(): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-bench-'));
  const sim = await startServer();
  try {
    const workflow = join(folder, 'three_calls.py');
    await writeFile(workflow, WORKFLOW);
    const measure = (items: number) =>
      scoreWorkflow({
        workflow,
        task: numbersTask(items),
        executor: `${sim.url}#sim-executor`,
        concurrency: CONCURRENCY,
        store: join(folder, `${items}.db`),
        config: {},
      });
    await measure(CONCURRENCY); // a provider is warm, and a search evaluates many candidates in one process
    const { wallMs, n } = await measure(ITEMS);
    // The last wave of items is not full: 500 items on 64 places are 8 waves.
    const idealMs = (ITEMS * CALLS * LATENCY_MS) / CONCURRENCY;
    const wavesMs = Math.ceil(ITEMS / CONCURRENCY) * CALLS * LATENCY_MS;
    return {
      items: n,
      idealMs,
      measuredMs: wallMs,
      efficiency: idealMs / wallMs,
      'efficiency against full waves': wavesMs / wallMs,
    };
  } finally {
    sim.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, as a real model would be. */
async function startServer(): Promise<{ url: string; stop(): void }> {
  const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'sim', '--latency-ms', String(LATENCY_MS), '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const [first = ''] = String(line).split('\n');
  const { data } = JSON.parse(first) as { data: { url: string } };
  return { url: data.url, stop: () => child.kill('SIGINT') };
}
