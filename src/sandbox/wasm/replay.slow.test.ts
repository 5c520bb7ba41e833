import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRunning } from '../../base/process-identity.ts';
import { openWasm } from './open.ts';
import type { WasmSandbox } from './wasm.ts';

let sandbox: WasmSandbox;
beforeAll(async () => {
  sandbox = await openWasm();
});
afterAll(() => sandbox.close());

/** Asks twice; then it ends, or does what its argument says. */
const PROGRAM = `
import time
def f(agent, what):
    first = agent.ask(what)
    if what == "loop":
        while True:
            try:
                while True: pass
            except BaseException: pass
    if what == "crash":
        import ctypes
        ctypes.memset(1024, 0, 4 << 20)
    if what == "hoard":
        kept = []
        while True: kept.append(bytearray(1 << 20))
    return [first, agent.ask(what, first)]
`;

/** Runs of one program side by side, of which the last does something else; and how often the host was asked. */
async function besides(what: string) {
  const asked = new Map<string, number>();
  const names = [...Array.from({ length: 8 }, (_, index) => `item ${index}`), what];
  const results = await Promise.all(
    names.map((name) =>
      sandbox.run({
        code: PROGRAM,
        entry: 'f',
        args: [name],
        agent: ['ask'],
        limits: { wallMs: 60_000, cpuMs: 1000, memoryBytes: 128 * 2 ** 20 },
        onCall: async ({ args }) => {
          const key = JSON.stringify(args);
          asked.set(key, (asked.get(key) ?? 0) + 1);
          await new Promise((resolve) => setTimeout(resolve, 400));
          return `reply ${args.length}`;
        },
      }),
    ),
  );
  return { results, asked };
}

test.each([
  ['loop', 'timeout'],
  ['crash', 'exception'],
  ['hoard', 'memory'],
])('what must be stopped for a %s costs its neighbours nothing but time', async (what, kind) => {
  const { results, asked } = await besides(what);
  expect(results.at(-1)).toMatchObject({ ok: false, failure: { kind } });
  for (const result of results.slice(0, -1)) expect(result).toMatchObject({ ok: true, value: ['reply 1', 'reply 2'] });
  expect([...asked.values()].every((times) => times === 1)).toBe(true);
});

test('a process that is gone is replaced, and its runs begin again with the answers they had', async () => {
  let calls = 0;
  const answered = Promise.withResolvers<string>();
  const running = sandbox.run({
    code: 'def f(agent): return [agent.ask(1), agent.ask(2)]',
    entry: 'f',
    agent: ['ask'],
    onCall: async ({ args: [number = 0] }) => (calls++, number === 1 ? 'first' : answered.promise),
  });
  await expect.poll(() => calls).toBe(2);
  process.kill((await sandbox.processId())!, 'SIGKILL');
  answered.resolve('second');
  expect(await running).toMatchObject({ ok: true, value: ['first', 'second'] });
  expect(calls).toBe(2);
});

test('a program that could leave something has an interpreter for each run', async () => {
  const code = 'import json\ndef f(x):\n  json.seen = getattr(json, "seen", 0) + 1\n  return json.seen';
  const first = await sandbox.run({ code, entry: 'f', args: [1] });
  const again = await sandbox.run({ code, entry: 'f', args: [1] });
  const other = await sandbox.run({ code: `${code} # other`, entry: 'f', args: [1] });
  expect([first, again, other].map((result) => result.ok && result.value)).toEqual([1, 1, 1]);
});

test('runs that wait side by side keep their own output, module and event loop', async () => {
  const code = `
import asyncio, sys
async def g(agent, x):
    print("before", x)
    reply = await asyncio.to_thread(agent.ask, x)
    await asyncio.sleep(0.01)
    print("after", x)
    return [reply, sys.modules[__name__].__dict__ is globals()]
def f(agent, x): return asyncio.run(g(agent, x))
`;
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, x) =>
      sandbox.run({
        code,
        entry: 'f',
        args: [x],
        agent: ['ask'],
        onCall: async ({ args: [value = null] }) => {
          await new Promise((resolve) => setTimeout(resolve, (x * 7) % 50));
          return value;
        },
      }),
    ),
  );
  results.forEach((result, x) =>
    expect(result).toMatchObject({ ok: true, value: [x, true], stdout: `before ${x}\nafter ${x}\n` }),
  );
});

test('a host that forgets to close it can still end, and takes its process with it', async () => {
  const program = `
    import { openWasm } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)};
    const sandbox = await openWasm();
    const result = await sandbox.run({ code: '6 * 7', orLastValue: true });
    console.log(result.value, await sandbox.processId());`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  const [value, pid] = stdout.trim().split(' ').map(Number);
  expect(value).toBe(42);
  await expect.poll(() => isRunning(`${hostname()}:${pid}:`)).toBe(false);
});

test('closing it ends its runs', async () => {
  const own = await openWasm();
  const running = own.run({ code: 'import time\ntime.sleep(60)' });
  await own.run({ code: '1' });
  await own.close();
  expect(await running).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
});

test('runs that are broken off while they work break no other one', async () => {
  const code = 'def f(agent, n):\n    got = agent.ask(n)\n    for _ in range(2000): got = got\n    return got\n';
  const outcomes = new Map<string, number>();
  const one = async (number: number): Promise<void> => {
    const stop = new AbortController();
    const onCall = async (): Promise<number> => {
      if (number % 3 !== 0) setTimeout(() => stop.abort(), Math.random() * 3);
      return number;
    };
    const result = await sandbox.run({ code, entry: 'f', args: [number], agent: ['ask'], signal: stop.signal, onCall });
    const outcome = result.ok ? String(result.value === number) : result.failure.kind;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  };
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < 4000) await one(next++);
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  expect([...outcomes.keys()].sort()).toEqual(['killed', 'true']);
}, 120_000);
