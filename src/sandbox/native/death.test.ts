import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SandboxResult } from '../contract.ts';
import { failureOfEnding } from './ending.ts';
import { familyOf } from '../../../tests/support/process-family.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { NativeSandbox } from './native.ts';
import { openNative } from './open.ts';

const folder = mkdtempSync(join(tmpdir(), 'w4s-death-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ownFolders = (): string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith(`w4s-sandbox-${process.pid}-`));

/** A command that starts Python after `lines` of shell. */
function python(name: string, lines: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  return path;
}

describe('a run that is ended from outside', () => {
  let sandbox: NativeSandbox;
  beforeAll(async () => {
    sandbox = await openNative({ bubblewrap: 'never' });
  });
  afterAll(() => sandbox.close());

  /** Of a waiting run, while it waits. */
  async function whileItWaits(act: (pid: number) => void): Promise<SandboxResult> {
    const asked = Promise.withResolvers<void>();
    const run = sandbox.run({
      code: 'def f(agent): return agent.ask()',
      entry: 'f',
      agent: ['ask'],
      onCall: () => (asked.resolve(), new Promise(() => {})),
      limits: { wallMs: 3000 },
    });
    await asked.promise;
    act(familyOf((await sandbox.processId())!).at(-1)!);
    return run;
  }

  it.each(['SIGKILL', 'SIGTERM'] as const)('by %s has not failed by itself', async (signal) => {
    expect(await whileItWaits((pid) => process.kill(pid, signal))).toMatchObject({
      ok: false,
      failure: { kind: 'unavailable', message: expect.stringContaining(signal) },
    });
  });

  it('has standard streams that its zygote does not share', async () => {
    const flags = (pid: number): string[] =>
      [0, 1, 2].map((stream) => /flags:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${stream}`, 'utf8'))![1]!);
    const zygote = flags((await sandbox.processId())!);
    await whileItWaits((pid) => {
      for (const [stream, flag] of flags(pid).entries()) expect(flag).not.toBe(zygote[stream]);
      process.kill(pid, 'SIGKILL');
    });
  });

  it.each([
    ['the limit of processor time, in the kernel', { code: -9, cpuMs: 12_000 }, 'timeout'],
    ['somebody else', { code: -9, cpuMs: 100 }, 'unavailable'],
    ['the host that closes', { code: -9, cpuMs: 0, reason: 'host' }, 'unavailable'],
    ['a crash of its own', { code: -11, cpuMs: 0 }, 'exception'],
  ] as const)('by %s is told as that', (_, ending, kind) => {
    expect(failureOfEnding({ reason: null, detail: '', ...ending }, DEFAULT_LIMITS).kind).toBe(kind);
  });
});

describe('a zygote that dies', () => {
  const answer = { code: '6 * 7', orLastValue: true, limits: { wallMs: 100_000 } };

  it('while it reports that it is ready is replaced or told of, and nobody waits for it', async () => {
    const once = join(folder, 'once');
    // The first start only says that it is ready, and is gone before that is read.
    const ready = JSON.stringify({ t: 'ready' });
    const first = `printf '\\000\\000\\000\\${ready.length.toString(8)}%s' '${ready}' >&3`;
    for (let round = 0; round < 20; round++) {
      writeFileSync(once, '');
      const sandbox = await NativeSandbox.open({
        python: python('python', `if rm ${once} 2>/dev/null; then ${first}; exit; fi\nexec python3 "$@"`),
        bubblewrap: undefined,
      });
      try {
        expect(await sandbox.run(answer)).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
        if (round < 2) expect(await sandbox.run(answer)).toMatchObject({ ok: true, value: 42 });
      } finally {
        await sandbox.close();
      }
    }
  });

  it('before it is ready is told of, and leaves no folder', async () => {
    const before = ownFolders();
    // As soon as it has bound its socket, and at moments that may fall anywhere.
    const killedAsItListens =
      'import os, runpy, socket, sys; socket.socket.listen = lambda *_: os.kill(os.getpid(), 9); ' +
      'sys.argv.pop(0); runpy.run_path(sys.argv[0])';
    const ways = [
      `while [ "\${1#-}" != "$1" ]; do shift; done\nexec python3 -c '${killedAsItListens}' "$@"`,
      ...[10, 50, 100, 200].map((ms) => `(sleep ${ms / 1000}; kill -9 $$) >/dev/null 2>&1 3>&- &\nexec python3 "$@"`),
    ];
    for (const lines of ways) {
      await openNative({ python: python('dies', lines), bubblewrap: 'never' }).then(
        (sandbox) => sandbox.close(),
        (error: unknown) => expect(error).toMatchObject({ code: 'sandbox-unavailable' }),
      );
    }
    await expect.poll(ownFolders).toEqual(before);
  });

  it('for want of a temporary folder is told of', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'missing'));
    try {
      await expect(openNative({ bubblewrap: 'never' })).rejects.toMatchObject({
        code: 'sandbox-unavailable',
        message: expect.stringContaining(join(folder, 'missing')),
      });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('and speaks nonsense before is told of', async () => {
    await expect(
      openNative({ python: python('nonsense', 'printf "\\377\\377\\377\\377" >&3'), bubblewrap: 'never' }),
    ).rejects.toMatchObject({ code: 'sandbox-unavailable', facts: { lack: 'no-start' } });
    await expect(
      openNative({ python: python('broken', 'printf "\\000\\000\\000\\002{x" >&3'), bubblewrap: 'never' }),
    ).rejects.toMatchObject({ code: 'sandbox-unavailable', facts: { lack: 'no-start' } });
  });
});
