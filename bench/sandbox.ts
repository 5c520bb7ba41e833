/** How fast, how small and how quick to kill the isolated Python is on this machine. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { freemem, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sandbox, SandboxRequest } from '../src/sandbox/contract.ts';
import { openSandbox } from '../src/sandbox/index.ts';

const STARTS = 3;
const RUNS = 500;
const AT_ONCE = 4;
const LOOPS = 5;
const LOOP_WALL_MS = 200;
const WAITING = 256;
const HOST_MS = 100;
/** Of every backend that works here. */
const BACKENDS = ['native', 'wasm'] as const;

const ONE_CALL: SandboxRequest = {
  code: 'def workflow(agent, task):\n    return {"answer": agent.call_llm(task)[0]}',
  entry: 'workflow',
  args: ['2 + 2'],
  agent: ['call_llm'],
  onCall: async () => ['4'],
};

export async function benchSandbox(): Promise<Record<string, number | string>> {
  const figures: Record<string, number | string> = { loadBefore: round(loadavg()[0]!) };
  for (const backend of BACKENDS) {
    const own = await benchBackend(backend).catch((error: unknown) => ({ missing: String(error) }));
    for (const [name, value] of Object.entries(own)) figures[`${backend}.${name}`] = value;
  }
  return figures;
}

async function benchBackend(backend: (typeof BACKENDS)[number]): Promise<Record<string, number | string>> {
  const open = (): Promise<Sandbox> => openSandbox({ backend });
  const firstStartEverMs = round(backend === 'wasm' ? await withoutImage(open) : await measureStart(open, 1));
  const startMs = await measureStart(open);
  const sandbox = await open();
  try {
    await throughput(sandbox, 50, 1);
    return {
      name: sandbox.name,
      firstStartEverMs,
      startMs: round(startMs),
      megabytesAtRest: await residentMegabytes(sandbox),
      runMs: round(1000 / (await throughput(sandbox, RUNS / 4, 1)), 2),
      runsPerSecond: round(await throughput(sandbox, RUNS, AT_ONCE)),
      [`runsPerSecondWith${WAITING}Waiting`]: round(await throughput(sandbox, RUNS * 2, WAITING, HOST_MS)),
      newProgramMs: round(await measurePrograms(sandbox, (number) => `x = ${number}`)),
      runApartMs: round(await measurePrograms(sandbox, () => 'import sys\nx = sys.maxsize')),
      loopDeadAfterDeadlineMs: round(await measureKill(sandbox)),
      ...(await measureWaiting(sandbox)),
    };
  } finally {
    await sandbox.close();
  }
}

/** A start on a machine that has never had one: the image of the interpreter is made first. */
async function withoutImage(open: () => Promise<Sandbox>): Promise<number> {
  const cache = process.env['W4S_CACHE'];
  const empty = mkdtempSync(join(tmpdir(), 'w4s-bench-'));
  process.env['W4S_CACHE'] = empty;
  try {
    const before = performance.now();
    await (await open()).close();
    return performance.now() - before;
  } finally {
    if (cache === undefined) delete process.env['W4S_CACHE'];
    else process.env['W4S_CACHE'] = cache;
    rmSync(empty, { recursive: true, force: true });
  }
}

/** Of the backend's own process, after a first program; NaN where `ps` does not tell. */
async function residentMegabytes(sandbox: Sandbox): Promise<number> {
  const pid = await (sandbox as Sandbox & { processId(): Promise<number | undefined> }).processId();
  try {
    return round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1000);
  } catch {
    return Number.NaN;
  }
}

/** Mean of a few runs: of programs that have not run before, or of one that shares nothing with its other runs. */
async function measurePrograms(sandbox: Sandbox, code: (number: number) => string): Promise<number> {
  const before = performance.now();
  for (let number = 0; number < LOOPS; number++) await sandbox.run({ code: code(number) });
  return (performance.now() - before) / LOOPS;
}

/** Median of a few starts, each up to a sandbox that takes runs. */
async function measureStart(open: () => Promise<Sandbox>, starts = STARTS): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < starts; start++) {
    const before = performance.now();
    const sandbox = await open();
    times.push(performance.now() - before);
    await sandbox.close();
  }
  return times.sort((a, b) => a - b)[Math.floor(starts / 2)] ?? NaN;
}

async function throughput(sandbox: Sandbox, count: number, atOnce: number, hostMs = 0): Promise<number> {
  const onCall = async (): Promise<string[]> => {
    if (hostMs > 0) await new Promise((resolve) => setTimeout(resolve, hostMs));
    return ['4'];
  };
  const before = performance.now();
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const result = await sandbox.run({ ...ONE_CALL, onCall });
      if (!result.ok) throw new Error(result.failure.message);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (count * 1000) / (performance.now() - before);
}

/** The longest of a few infinite loops: from its deadline until the host knows that the process is gone. */
async function measureKill(sandbox: Sandbox): Promise<number> {
  let longest = 0;
  for (let loop = 0; loop < LOOPS; loop++) {
    const { wallMs } = await sandbox.run({ code: 'while True: pass', limits: { wallMs: LOOP_WALL_MS } });
    longest = Math.max(longest, wallMs - LOOP_WALL_MS);
  }
  return longest;
}

/** Memory of the whole machine, kernel included, that runs take which wait for their host. */
async function measureWaiting(sandbox: Sandbox): Promise<Record<string, number>> {
  const before = { memory: freemem(), time: performance.now() };
  const all = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let waiting = 0;
  const onCall = async (): Promise<string[]> => {
    if (++waiting === WAITING) all.resolve();
    await release.promise;
    return ['4'];
  };
  const runs = Promise.all(
    Array.from({ length: WAITING }, () => sandbox.run({ ...ONE_CALL, onCall, limits: { wallMs: 120_000 } })),
  );
  await Promise.race([all.promise, runs]);
  const bytes = before.memory - freemem();
  const waitingAfterMs = performance.now() - before.time;
  release.resolve();
  const done = (await runs).filter(({ ok }) => ok).length;
  return {
    waitingAtOnce: waiting,
    waitingDone: done,
    allWaitingAfterMs: round(waitingAfterMs),
    megabytesPerWaitingRun: round(bytes / WAITING / 1e6, 2),
  };
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(await benchSandbox());
