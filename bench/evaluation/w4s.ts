/** The evaluation by w4s as it is installed (`dist/`): HTTP, sandbox, scorer and store included. */
import { once } from 'node:events';
import { Session } from 'node:inspector';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numbersTask } from '../numbers-task.ts';
import { CALLS, ITEMS, PLACES } from './load.ts';

const profiled = process.env['W4S_BENCH_PROFILE'];
// In `dist/` a file holds the code of many rooms and packages, so a profile is of what they were made from.
const installed = profiled === undefined ? '../../dist/index.js' : '../../src/index.ts';
const { evaluate } = (await import(new URL(installed, import.meta.url).href)) as typeof import('w4s');
const baseUrl = process.argv[2] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'w4s-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const workflow = join(folder, 'three_calls.py');
writeFileSync(
  workflow,
  `def workflow(agent, task):
    for step in range(${CALLS}):
        text = agent.call_llm(messages=[{"role": "user", "content": f"{task} ({step})"}])[0]
    return {"answer": text}
`,
);
const measure = (items: number, onStarted?: () => void) =>
  evaluate({
    onStarted,
    workflow,
    task: numbersTask(items),
    executor: `${baseUrl}#m`,
    concurrency: PLACES,
    store: join(folder, `${items}.db`),
    config: {},
  });

await measure(PLACES); // a provider is warm, and a search evaluates many candidates in one process
const inspector = new Session();
inspector.connect();
const { wallMs } = await measure(ITEMS, () => {
  if (profiled !== undefined) inspector.post('Profiler.enable', () => inspector.post('Profiler.start'));
  console.log('begins');
});
if (profiled !== undefined)
  inspector.post('Profiler.stop', (_, { profile }) => writeFileSync(profiled, JSON.stringify(profile)));
console.log(wallMs);
await once(process.stdin.resume(), 'end');
process.exit();
