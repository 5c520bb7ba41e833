/** How fast, how small and how quick to kill the isolated Python is on this machine. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Sandbox, SandboxRequest } from '../src/sandbox/contract.ts';
import { openSandbox } from '../src/sandbox/index.ts';

const STARTS = 5;
const RUNS = 1000;
const AT_ONCE = 4;
const LOOPS = 10;
const LOOP_WALL_MS = 200;
const WAITING = 1000;

const ONE_CALL: SandboxRequest = {
  code: 'def workflow(agent, task):\n    return {"answer": agent.call_llm(task)[0]}',
  entry: 'workflow',
  args: ['2 + 2'],
  agent: ['call_llm'],
  onCall: async () => ['4'],
};

export async function benchSandbox(): Promise<Record<string, number | string>> {
  const startMs = await measureStart();
  const sandbox = await openSandbox();
  try {
    await throughput(sandbox, 50);
    return {
      backend: sandbox.name,
      startMs: round(startMs),
      runsPerSecond: round(await throughput(sandbox, RUNS)),
      loopDeadAfterDeadlineMs: round(await measureKill(sandbox)),
      ...(await measureWaiting(sandbox)),
    };
  } finally {
    await sandbox.close();
  }
}

/** Median of a few starts, each up to a sandbox that takes runs. */
async function measureStart(): Promise<number> {
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) {
    const before = performance.now();
    const sandbox = await openSandbox();
    times.push(performance.now() - before);
    await sandbox.close();
  }
  return times.sort((a, b) => a - b)[Math.floor(STARTS / 2)] ?? NaN;
}

async function throughput(sandbox: Sandbox, count: number): Promise<number> {
  const before = performance.now();
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) {
      const result = await sandbox.run(ONE_CALL);
      if (!result.ok) throw new Error(result.failure.message);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
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
  const before = { memory: availableBytes(), time: performance.now() };
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
  const bytes = before.memory - availableBytes();
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

function availableBytes(): number {
  return Number(/MemAvailable:\s+(\d+) kB/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) * 1024;
}

function round(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(await benchSandbox());
