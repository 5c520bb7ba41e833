import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SimServer, startSim } from '../src/providers/sim/index.ts';
import { loadTask } from '../src/task/index.ts';
import { type CliResult, runCli, startCli } from './support/cli.ts';

/** What a machine has that is not Linux: see support/without-linux.ts. */
const ANYWHERE = {
  W4S_SANDBOX: 'wasm',
  NODE_OPTIONS: `--import ${new URL('support/without-linux.ts', import.meta.url).href}`,
};

let folder: string;
let sim: SimServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-anywhere-'));
  sim = await startSim({ tasks: [await loadTask('word-problems')], latencyMs: 60 });
});
afterAll(async () => {
  await sim.close();
  await rm(folder, { recursive: true, force: true });
});

const cache = (): Record<string, string> => ({ W4S_CACHE: process.env.W4S_CACHE ?? join(folder, 'cache') });
const models = (): string[] => ['--executor', `${sim.url}#sim-executor`, '--meta', `${sim.url}#sim-meta`];
const FEW = '--turns 2 --candidates 2 --validation 16 --test 10 --seed 5 --concurrency 8 --json'.split(' ');
const search = (store: string): string[] => [
  'optimize',
  'word-problems',
  ...models(),
  ...FEW,
  '--store',
  join(folder, store),
];

/** The sandbox that the only run of a store began in. */
function sandboxOnRecord(store: string): unknown {
  const database = new DatabaseSync(join(folder, store), { readOnly: true });
  const { config } = database.prepare('select config from runs').get() as { config: string };
  database.close();
  return (JSON.parse(config) as { sandbox: string }).sandbox;
}

function essence({ result }: CliResult) {
  const { code, validation, test } = result.best;
  return { code, validation, test, start: result.start.validation, turns: result.turns };
}

it('a search ends in the wasm sandbox as in the native one, also when it was killed and resumed', async () => {
  const env = { ...ANYWHERE, ...cache() };
  const native = await runCli(search('native.db'), { cwd: folder, env: { W4S_SANDBOX: 'native' } });
  expect(native.code, native.stderr).toBe(0);
  const killed = startCli(search('wasm.db'), { cwd: folder, env });
  await killed.seen('"candidate-scored"');
  killed.child.kill('SIGKILL');
  await killed.done;
  const resumed = await runCli(['resume', '--store', join(folder, 'wasm.db'), '--json'], { cwd: folder, env });
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(essence(resumed)).toEqual(essence(native));
  expect(sandboxOnRecord('wasm.db')).toBe('wasm');
}, 240_000);

it('a workflow is scored, and the sandbox is on record', async () => {
  const file = join(folder, 'direct.py');
  await writeFile(
    file,
    'def workflow(agent, task):\n' +
      '    code = "def solution():\\n    return 6 * 7"\n' +
      '    assert agent.execute_code(code) == 42\n' +
      '    texts = agent.call_llm(messages=[{"role": "user", "content": task}])\n' +
      '    return {"answer": agent.extract_answer_str(texts[0])}\n',
  );
  const words = ['eval', file, '--task', 'word-problems', ...models().slice(0, 2), '--limit', '8'];
  const env = { ...ANYWHERE, ...cache() };
  const scored = await runCli([...words, '--store', join(folder, 'eval.db'), '--json'], { cwd: folder, env });
  expect(scored.code, scored.stderr).toBe(0);
  expect(scored.result).toMatchObject({ planned: 8, missing: 0, failures: {}, unusable: 0 });
  expect(sandboxOnRecord('eval.db')).toBe('wasm');
}, 120_000);

it('doctor says which sandbox is in use', async () => {
  const env = { ...cache(), W4S_SANDBOX: 'wasm' };
  const { result } = await runCli(['doctor', '--json'], { cwd: folder, env });
  const { checks } = result as { checks: { check: string; detail: string }[] };
  expect(checks.find(({ check }) => check === 'sandbox')?.detail).toMatch(/^wasm is in use; .*wasm: ready$/);
}, 60_000);
