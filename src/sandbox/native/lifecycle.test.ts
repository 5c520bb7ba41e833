import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { familyOf, vanish } from '../../../tests/support/process-family.ts';
import { openSandbox, probeSandbox } from '../index.ts';
import { openNative } from './open.ts';
import type { NativeSandbox } from './native.ts';

const opened: NativeSandbox[] = [];
const open = async (options?: Parameters<typeof openNative>[0]): Promise<NativeSandbox> => {
  const sandbox = await openNative(options);
  opened.push(sandbox);
  return sandbox;
};
afterEach(() => Promise.all(opened.splice(0).map((sandbox) => sandbox.close())));

const waiting = { code: 'def f(agent): return agent.ask()', entry: 'f', agent: ['ask'] };

describe('a zygote that dies', () => {
  it.each(['never', 'auto'] as const)('takes its runs along and is replaced (bubblewrap: %s)', async (bubblewrap) => {
    const sandbox = await open({ bubblewrap });
    const before = await sandbox.facts();
    const asked = Promise.withResolvers<void>();
    const run = sandbox.run({ ...waiting, onCall: () => (asked.resolve(), new Promise(() => {})) });
    await asked.promise;
    process.kill((await sandbox.processId())!, 'SIGKILL');
    expect(await run).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
    const again = await Promise.all(Array.from({ length: 5 }, () => sandbox.run({ code: '6 * 7', orLastValue: true })));
    expect(again.every((result) => result.ok && result.value === 42)).toBe(true);
    expect((await sandbox.facts()).directory).not.toBe(before.directory);
    expect(existsSync(before.directory)).toBe(false);
  });
});

describe('close', () => {
  it('leaves no process, no folder, and no run undecided', async () => {
    const sandbox = await openNative();
    const { directory } = await sandbox.facts();
    const asked = Promise.withResolvers<void>();
    const run = sandbox.run({ ...waiting, onCall: () => (asked.resolve(), new Promise(() => {})) });
    await asked.promise;
    const family = familyOf((await sandbox.processId())!);
    expect(family.length).toBeGreaterThan(1);
    await sandbox.close();
    expect(await run).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
    await vanish(family);
    expect(existsSync(directory)).toBe(false);
    expect(await sandbox.run({ code: '1' })).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
    await sandbox.close();
  });
});

describe('a host', () => {
  it.each(['never', 'auto'])('that is killed leaves no process (bubblewrap: %s)', async (bubblewrap) => {
    const host = startHost(`
      const sandbox = await openNative({ bubblewrap: ${JSON.stringify(bubblewrap)} });
      const { directory } = await sandbox.facts();
      const ready = async () => {
        console.log(JSON.stringify({ pid: await sandbox.processId(), directory }));
        await new Promise(() => {});
      };
      await sandbox.run({ code: 'def f(agent): return agent.ask()', entry: 'f', agent: ['ask'], onCall: ready });`);
    const { pid, directory } = JSON.parse(await firstLine(host)) as { pid: number; directory: string };
    const family = familyOf(pid);
    expect(family.length).toBeGreaterThan(1);
    host.kill('SIGKILL');
    await once(host, 'exit');
    await vanish(family);
    await open();
    expect(existsSync(directory)).toBe(false);
  });

  it('that has awaited a run of a zygote that died gets its result, and does not end before', async () => {
    const host = startHost(`
      const sandbox = await openNative();
      const kill = async () => { process.kill(await sandbox.processId(), 'SIGKILL'); await new Promise(() => {}); };
      const code = 'def f(agent): return agent.ask()';
      const limits = { wallMs: 300_000 };
      const result = await sandbox.run({ code, entry: 'f', agent: ['ask'], onCall: kill, limits });
      console.log(result.failure.kind);`);
    const exit = once(host, 'exit');
    expect(await firstLine(host)).toBe('unavailable\n');
    expect(await exit).toEqual([0, null]);
  });

  it('that forgets to close can still end', async () => {
    const host = startHost(`
      const sandbox = await openNative();
      const result = await sandbox.run({ code: '1', orLastValue: true });
      const { directory } = await sandbox.facts();
      console.log(JSON.stringify({ pid: await sandbox.processId(), ok: result.ok, directory }));`);
    const { pid, ok, directory } = JSON.parse(await firstLine(host)) as { pid: number; ok: boolean; directory: string };
    expect(ok).toBe(true);
    if (host.exitCode === null) await once(host, 'exit');
    await vanish([pid]);
    expect(existsSync(directory)).toBe(false);
  });
});

describe('the queue', () => {
  it('holds back what is over the limit and lets go of what is aborted', async () => {
    const sandbox = await open({ maxConcurrent: 2 });
    let running = 0;
    let most = 0;
    const onCall = async (): Promise<number> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return running--;
    };
    const controller = new AbortController();
    const runs = Array.from({ length: 8 }, () => sandbox.run({ ...waiting, onCall }));
    const aborted = sandbox.run({ ...waiting, onCall, signal: controller.signal });
    controller.abort();
    expect(await aborted).toMatchObject({ ok: false, failure: { kind: 'killed' }, wallMs: 0 });
    expect((await Promise.all(runs)).every(({ ok }) => ok)).toBe(true);
    expect(most).toBe(2);
  });
});

describe('what a machine lacks', () => {
  it('is nothing here', async () => {
    expect(await probeSandbox()).toMatchObject({
      ok: true,
      seccomp: true,
      lacks: [],
      python: expect.stringMatching(/^3\./),
    });
  });

  it('is told for Python', async () => {
    const wanted = {
      code: 'sandbox-unavailable',
      hint: expect.stringContaining('Python'),
      facts: { lack: 'no-python' },
    };
    await expect(openSandbox({ native: { python: '/no/such/python' } })).rejects.toMatchObject(wanted);
    expect(await probeSandbox({ python: '/no/such/python' })).toMatchObject({ ok: false, name: null, lacks: [wanted] });
  });

  it('is told for a program that is no Python', async () => {
    await expect(openSandbox({ native: { python: '/bin/false' } })).rejects.toMatchObject({
      code: 'sandbox-unavailable',
      facts: { lack: 'no-start' },
    });
  });

  it('is told for bubblewrap, and only where it is required', async () => {
    const path = process.env['PATH'];
    const { executable } = await (await open({ bubblewrap: 'never' })).facts();
    process.env['PATH'] = '/nowhere';
    try {
      await expect(openSandbox({ native: { python: executable, bubblewrap: 'require' } })).rejects.toMatchObject({
        code: 'sandbox-unavailable',
        facts: { lack: 'no-bubblewrap' },
      });
      expect((await open({ python: executable })).name).toBe('native');
    } finally {
      process.env['PATH'] = path;
    }
  });

  it.each([
    ['old-python', 'Install a newer Python'],
    ['no-seccomp', 'CONFIG_SECCOMP_FILTER'],
    ['no-landlock', 'Install bubblewrap'],
  ])('is told as the process found it: %s', async (lack, hint) => {
    const folder = mkdtempSync(join(tmpdir(), 'w4s-lack-'));
    try {
      const body = JSON.stringify({ t: 'refused', lack, detail: 'as found' });
      const python = join(folder, 'python');
      writeFileSync(python, `#!/bin/sh\nprintf '\\000\\000\\000\\${body.length.toString(8)}%s' '${body}' >&3\n`, {
        mode: 0o755,
      });
      await expect(openSandbox({ native: { python } })).rejects.toMatchObject({
        code: 'sandbox-unavailable',
        message: expect.stringContaining('as found'),
        hint: expect.stringContaining(hint),
        facts: { lack },
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is told for a backend that is not there', async () => {
    const backend = 'natve' as 'native';
    await expect(openSandbox({ backend })).rejects.toMatchObject({
      code: 'invalid-option',
      exitCode: 2,
      message: 'Expected `sandbox` to be one of auto, native, wasm, got `natve`. Did you mean `native`?',
    });
  });

  it('rejects an impossible number of runs', async () => {
    await expect(openSandbox({ maxConcurrent: 0 })).rejects.toMatchObject({ code: 'invalid-option', exitCode: 2 });
  });
});

function startHost(body: string): ChildProcess {
  const code = `const { openNative } = await import(${JSON.stringify(join(import.meta.dirname, 'open.ts'))});\n${body}`;
  return spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function firstLine(process: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of process.stdout!) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text;
}
