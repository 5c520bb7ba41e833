import assert from 'node:assert/strict';
import { PROCESS } from '../attacks/attack.ts';
import { CallError, type SandboxCall } from '../contract.ts';
import { type SandboxCase, assertFailure, assertValue } from './case.ts';

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const SERVED: readonly SandboxCase[] = [
  {
    name: 'calls: carry their arguments and their value',
    async run(sandbox) {
      const calls: SandboxCall[] = [];
      const result = await sandbox.run({
        code: 'def f(agent, x): return agent.ask(x, (1, 2), temperature=0.5, big=2**60)',
        entry: 'f',
        args: ['q'],
        agent: ['ask'],
        onCall: async (call) => {
          calls.push(call);
          return { texts: ['a', 'ä'], n: { $int: '1152921504606846976' } };
        },
      });
      assert.deepEqual(calls, [
        { method: 'ask', args: ['q', [1, 2]], kwargs: { temperature: 0.5, big: { $int: '1152921504606846976' } } },
      ]);
      assertValue(result, { texts: ['a', 'ä'], n: { $int: '1152921504606846976' } });
    },
  },

  {
    name: 'calls: of many threads are open at once and each gets its own answer',
    async run(sandbox) {
      let open = 0;
      let most = 0;
      const enough = Promise.withResolvers<void>();
      const patience = new Promise((resolve) => setTimeout(resolve, 10_000).unref());
      const result = await sandbox.run({
        code:
          'from concurrent.futures import ThreadPoolExecutor\n' +
          'def f(agent):\n' +
          '  with ThreadPoolExecutor(20) as pool: return list(pool.map(agent.double, range(40)))',
        entry: 'f',
        agent: ['double'],
        onCall: async ({ args }) => {
          most = Math.max(most, ++open);
          if (open > 10) enough.resolve();
          await Promise.race([enough.promise, patience]);
          await wait(20 - Number(args[0]) / 4);
          open -= 1;
          return Number(args[0]) * 2;
        },
      });
      assertValue(
        result,
        Array.from({ length: 40 }, (_, index) => index * 2),
      );
      assert.ok(most > 10, `got ${most}`);
    },
  },

  {
    name: 'calls: work through asyncio',
    async run(sandbox) {
      const code =
        'import asyncio\n' +
        'async def f(agent): return await asyncio.gather(*(asyncio.to_thread(agent.ask, n) for n in range(5)))';
      const result = await sandbox.run({
        code,
        entry: 'f',
        agent: ['ask'],
        onCall: async ({ args: [n = null] }) => n,
      });
      assertValue(result, [0, 1, 2, 3, 4]);
    },
  },

  {
    name: 'calls: of a hundred runs wait side by side',
    async run(sandbox) {
      let waiting = 0;
      const all = Promise.withResolvers<void>();
      const onCall = async (): Promise<number> => {
        if (++waiting === 100) all.resolve();
        await all.promise;
        return 1;
      };
      const code = 'def f(agent): return agent.ask()';
      const runs = Array.from({ length: 100 }, () => sandbox.run({ code, entry: 'f', agent: ['ask'], onCall }));
      for (const result of await Promise.all(runs)) assertValue(result, 1);
    },
  },

  {
    name: 'calls: do not stop the clock',
    async run(sandbox) {
      const code = 'def f(agent): agent.ask()';
      const result = await sandbox.run({
        code,
        entry: 'f',
        agent: ['ask'],
        onCall: () => wait(1000).then(() => null),
        limits: { wallMs: 150 },
      });
      assertFailure(result, { kind: 'timeout' });
    },
  },

  {
    name: 'calls: whose replies are not taken are not served without end',
    appliesTo: PROCESS.frames,
    async run(sandbox) {
      const call = 'b\'{"t":"call","id":%d,"method":"ask","args":[],"kwargs":{}}\' % number';
      const code =
        'import os, time\n' +
        'def f(agent):\n' +
        '  for number in range(10**6):\n' +
        `    body = ${call}\n` +
        '    os.write(3, len(body).to_bytes(4, "big") + body)\n' +
        '    time.sleep(0.001)';
      let served = 0;
      const onCall = async (): Promise<string> => (served++, 'x'.repeat(2 ** 20));
      const result = await sandbox.run({ code, entry: 'f', agent: ['ask'], onCall, limits: { wallMs: 400 } });
      assertFailure(result, { kind: 'timeout' });
      assert.ok(served < 20, `got ${served}`);
    },
  },

  {
    name: 'calls: with large replies are served side by side',
    async run(sandbox) {
      const code =
        'from concurrent.futures import ThreadPoolExecutor\n' +
        'def f(agent):\n' +
        '  with ThreadPoolExecutor(8) as pool: return sum(map(len, pool.map(agent.ask, ["y" * 500_000] * 40)))';
      const onCall = async (): Promise<string> => (await wait(1), 'x'.repeat(500_000));
      assertValue(await sandbox.run({ code, entry: 'f', agent: ['ask'], onCall }), 20_000_000);
    },
  },

  {
    name: 'calls: are answered with non-finite numbers',
    async run(sandbox) {
      const code = 'def f(agent): return str(agent.ask())';
      const result = await sandbox.run({
        code,
        entry: 'f',
        agent: ['ask'],
        onCall: async () => [Number.NaN, Number.POSITIVE_INFINITY],
      });
      assertValue(result, '[nan, inf]');
    },
  },
];

/** `[type of the host's error, what is raised]`. */
const RAISED = [
  ['ValueError', 'ValueError'],
  ['TimeoutError', 'TimeoutError'],
  ['UnicodeDecodeError', 'RuntimeError'],
  ['SystemExit', 'RuntimeError'],
  ['print', 'RuntimeError'],
  ['__import__', 'RuntimeError'],
] as const;

const FAILING: readonly SandboxCase[] = [
  ...RAISED.map(([pythonType, raised]): SandboxCase => ({
    name: `calls: that fail with ${pythonType} raise ${raised}`,
    async run(sandbox) {
      const code =
        'def f(agent):\n  try: agent.ask()\n  except Exception as error: return [type(error).__name__, str(error)]';
      const onCall = (): Promise<never> => Promise.reject(new CallError('not today', pythonType));
      assertValue(await sandbox.run({ code, entry: 'f', agent: ['ask'], onCall }), [raised, 'not today']);
    },
  })),

  {
    name: 'calls: that fail and are not caught fail the run at its line',
    async run(sandbox) {
      const onCall = (): Promise<never> => Promise.reject(new Error('host says no'));
      const result = await sandbox.run({
        code: 'def f(agent):\n  return agent.ask()',
        entry: 'f',
        agent: ['ask'],
        onCall,
      });
      assertFailure(result, {
        kind: 'exception',
        errorType: 'RuntimeError',
        message: 'RuntimeError: host says no (line 2)',
      });
    },
  },

  {
    name: 'calls: of unknown methods name the known ones',
    async run(sandbox) {
      const result = await sandbox.run({
        code: 'def f(agent): agent.foo()',
        entry: 'f',
        agent: ['ask', 'check'],
        onCall: async () => null,
      });
      assertFailure(result, { errorType: 'AttributeError', message: /ask, check/ });
    },
  },

  {
    name: 'calls: with values that are no JSON fail in the code',
    async run(sandbox) {
      const code = 'def f(agent):\n  x = []\n  x.append(x)\n  agent.ask(x)';
      const result = await sandbox.run({ code, entry: 'f', agent: ['ask'], onCall: async () => null });
      assertFailure(result, { kind: 'exception', errorType: 'ValueError' });
    },
  },
];

/** `agent.*` and what the host answers. */
export const callCases: readonly SandboxCase[] = [...SERVED, ...FAILING];
