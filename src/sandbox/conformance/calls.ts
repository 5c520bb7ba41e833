import { describe, expect, it } from 'vitest';
import { CallError, type Sandbox, type SandboxCall } from '../contract.ts';

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** `agent.*` and what the host answers. */
export function callCases(sandbox: () => Sandbox): void {
  describe('calls', () => {
    it('carry their arguments and their value', async () => {
      const calls: SandboxCall[] = [];
      const result = await sandbox().run({
        code: 'def f(agent, x): return agent.ask(x, (1, 2), temperature=0.5, big=2**60)',
        entry: 'f',
        args: ['q'],
        agent: ['ask'],
        onCall: async (call) => {
          calls.push(call);
          return { texts: ['a', 'ä'], n: { $int: '1152921504606846976' } };
        },
      });
      expect(calls).toEqual([
        { method: 'ask', args: ['q', [1, 2]], kwargs: { temperature: 0.5, big: { $int: '1152921504606846976' } } },
      ]);
      expect(result).toMatchObject({ ok: true, value: { texts: ['a', 'ä'], n: { $int: '1152921504606846976' } } });
    });

    it('of many threads are open at once and each gets its own answer', async () => {
      let open = 0;
      let most = 0;
      const result = await sandbox().run({
        code:
          'from concurrent.futures import ThreadPoolExecutor\n' +
          'def f(agent):\n' +
          '  with ThreadPoolExecutor(20) as pool: return list(pool.map(agent.double, range(40)))',
        entry: 'f',
        agent: ['double'],
        onCall: async ({ args }) => {
          most = Math.max(most, ++open);
          await wait(20 - Number(args[0]) / 4);
          open -= 1;
          return Number(args[0]) * 2;
        },
      });
      expect(result).toMatchObject({ ok: true, value: Array.from({ length: 40 }, (_, index) => index * 2) });
      expect(most).toBeGreaterThan(10);
    });

    it('work through asyncio', async () => {
      const code =
        'import asyncio\n' +
        'async def f(agent): return await asyncio.gather(*(asyncio.to_thread(agent.ask, n) for n in range(5)))';
      const result = await sandbox().run({
        code,
        entry: 'f',
        agent: ['ask'],
        onCall: async ({ args: [n = null] }) => n,
      });
      expect(result).toMatchObject({ ok: true, value: [0, 1, 2, 3, 4] });
    });

    it('do not stop the clock', async () => {
      const code = 'def f(agent): agent.ask()';
      const result = await sandbox().run({
        code,
        entry: 'f',
        agent: ['ask'],
        onCall: () => wait(1000).then(() => null),
        limits: { wallMs: 150 },
      });
      expect(result).toMatchObject({ ok: false, failure: { kind: 'timeout' } });
    });

    it('whose replies are not taken are not served without end', async () => {
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
      const result = await sandbox().run({ code, entry: 'f', agent: ['ask'], onCall, limits: { wallMs: 400 } });
      expect(result).toMatchObject({ ok: false, failure: { kind: 'timeout' } });
      expect(served).toBeLessThan(20);
    });

    it('with large replies are served side by side', async () => {
      const code =
        'from concurrent.futures import ThreadPoolExecutor\n' +
        'def f(agent):\n' +
        '  with ThreadPoolExecutor(8) as pool: return sum(map(len, pool.map(agent.ask, ["y" * 500_000] * 40)))';
      const onCall = async (): Promise<string> => (await wait(1), 'x'.repeat(500_000));
      expect(await sandbox().run({ code, entry: 'f', agent: ['ask'], onCall })).toMatchObject({
        ok: true,
        value: 20_000_000,
      });
    });

    it('are answered with non-finite numbers', async () => {
      const code = 'def f(agent): return str(agent.ask())';
      const result = await sandbox().run({
        code,
        entry: 'f',
        agent: ['ask'],
        onCall: async () => [Number.NaN, Number.POSITIVE_INFINITY],
      });
      expect(result).toMatchObject({ ok: true, value: '[nan, inf]' });
    });
  });
  failingCallCases(sandbox);
}

function failingCallCases(sandbox: () => Sandbox): void {
  describe('calls', () => {
    it.each([
      ['ValueError', 'ValueError'],
      ['TimeoutError', 'TimeoutError'],
      ['UnicodeDecodeError', 'RuntimeError'],
      ['SystemExit', 'RuntimeError'],
      ['print', 'RuntimeError'],
      ['__import__', 'RuntimeError'],
    ])('that fail with %s raise %s', async (pythonType, raised) => {
      const code =
        'def f(agent):\n  try: agent.ask()\n  except Exception as error: return [type(error).__name__, str(error)]';
      const onCall = (): Promise<never> => Promise.reject(new CallError('not today', pythonType));
      expect(await sandbox().run({ code, entry: 'f', agent: ['ask'], onCall })).toMatchObject({
        ok: true,
        value: [raised, 'not today'],
      });
    });

    it('that fail and are not caught fail the run at its line', async () => {
      const onCall = (): Promise<never> => Promise.reject(new Error('host says no'));
      const result = await sandbox().run({
        code: 'def f(agent):\n  return agent.ask()',
        entry: 'f',
        agent: ['ask'],
        onCall,
      });
      expect(result).toMatchObject({
        ok: false,
        failure: { kind: 'exception', errorType: 'RuntimeError', message: 'RuntimeError: host says no (line 2)' },
      });
    });

    it('of unknown methods name the known ones', async () => {
      const result = await sandbox().run({
        code: 'def f(agent): agent.foo()',
        entry: 'f',
        agent: ['ask', 'check'],
        onCall: async () => null,
      });
      expect(result).toMatchObject({
        ok: false,
        failure: { errorType: 'AttributeError', message: expect.stringContaining('ask, check') },
      });
    });

    it('with values that are no JSON fail in the code', async () => {
      const code = 'def f(agent):\n  x = []\n  x.append(x)\n  agent.ask(x)';
      const result = await sandbox().run({ code, entry: 'f', agent: ['ask'], onCall: async () => null });
      expect(result).toMatchObject({ ok: false, failure: { kind: 'exception', errorType: 'ValueError' } });
    });
  });
}
