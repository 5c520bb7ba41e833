import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeBareGguf } from '../../../tests/support/gguf-files.ts';
import { type GgufModel, openGguf } from './index.ts';
import { ggufProcesses } from '../../../tests/support/gguf-processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'w4s-gguf-'));
const POCKET = join(import.meta.dirname, '../../../models/executor.gguf');
const opened: GgufModel[] = [];
afterAll(async () => {
  await Promise.all(opened.map((model) => model.close()));
  rmSync(folder, { recursive: true });
});

/** Kills the first `kills` processes that begin to load, and collects all that do. */
function killer(kills: number, signal: NodeJS.Signals = 'SIGKILL'): { pids: Set<number>; stop(): void } {
  const pids = new Set<number>();
  const timer = setInterval(() => {
    for (const pid of ggufProcesses()) {
      if (pids.has(pid)) continue;
      pids.add(pid);
      if (pids.size <= kills) process.kill(pid, signal);
    }
  }, 20);
  return { pids, stop: () => clearInterval(timer) };
}

/** A file that a process which lives reads and refuses. */
function open(name: string): GgufModel {
  const model = openGguf({ path: writeBareGguf(join(folder, name), { 'general.architecture': 'llama' }) });
  opened.push(model);
  return model;
}

const kindsOf = (calls: Promise<unknown>[]): Promise<unknown[]> =>
  Promise.all(
    calls.map((call) =>
      call.then(
        () => 'ok',
        (error: { kind: unknown }) => error.kind,
      ),
    ),
  );

describe('a process that is killed while it loads', () => {
  it('gets one successor for all callers', async () => {
    const model = open('once.gguf');
    const { pids, stop } = killer(1);
    const calls = Array.from({ length: 5 }, () => model.facts());
    expect(await kindsOf(calls)).toEqual(Array(5).fill('bad-request'));
    expect(pids.size).toBe(2);
    // The file is at fault now, so nobody loads it again.
    expect(await kindsOf([model.facts(), model.complete({ messages: [{ role: 'user', content: 'hi' }] })])).toEqual([
      'bad-request',
      'bad-request',
    ]);
    expect(pids.size).toBe(2);
    stop();
  });

  it('as its successor was, fails its callers, retryably', async () => {
    const model = open('twice.gguf');
    const { pids, stop } = killer(2);
    expect(await kindsOf([model.facts(), model.facts()])).toEqual(['server', 'server']);
    expect(await kindsOf([model.facts()])).toEqual(['bad-request']);
    expect(pids.size).toBe(3);
    stop();
  });

  it('for want of instructions says so, and gets no successor', async () => {
    const { pids, stop } = killer(1, 'SIGILL');
    await expect(open('old-cpu.gguf').facts()).rejects.toMatchObject({
      kind: 'bad-request',
      message: expect.stringContaining('this CPU does not have'),
      hint: expect.stringContaining('HTTP address'),
    });
    expect(pids.size).toBe(1);
    stop();
  });

  it('starts none after it was closed', async () => {
    const model = open('closed.gguf');
    await model.close();
    expect(await kindsOf([model.facts()])).toEqual(['bad-request']);
  });
});

describe.skipIf(!existsSync(POCKET))('a process that is killed when it has loaded', () => {
  it('gets one successor for all callers', async () => {
    const model = openGguf({ path: POCKET, threads: 1 });
    opened.push(model);
    const { pid } = await model.facts();
    process.kill(pid, 'SIGKILL');
    // Its end is news to this process a moment later than to the kernel.
    await expect.poll(async () => (await model.facts()).pid).not.toBe(pid);
    const facts = await Promise.all(Array.from({ length: 5 }, () => model.facts()));
    expect(new Set(facts.map((fact) => fact.pid)).size).toBe(1);
  });
});
