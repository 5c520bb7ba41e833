/**
 * The evaluation of a workflow of three calls, by w4s and by Python's threads against the same server, in turns: shares
 * of the ideal time, seconds of processor, memory. `W4S_BENCH_PYTHON` names an interpreter that has DSPy.
 */
import { execFileSync } from 'node:child_process';
import { type Measured, measure, threads, w4s } from './client.ts';
import { CALLS, ITEMS, LATENCY_MS, PLACES } from './load.ts';
import { withServer } from './with-server.ts';

const PAIRS = Number(process.env['W4S_BENCH_PAIRS'] ?? 3);
const IDEAL_MS = (ITEMS * CALLS * LATENCY_MS) / PLACES;
/** The last wave of items is not full. */
const WAVES_MS = Math.ceil(ITEMS / PLACES) * CALLS * LATENCY_MS;

export async function benchEvaluation(): Promise<Record<string, number>> {
  const python = process.env['W4S_BENCH_PYTHON'] ?? 'python3';
  const name = hasDspy(python) ? 'dspy' : 'plain';
  const rival = threads(name, python);
  return withServer(async (url) => {
    const pairs: [Measured, Measured][] = [];
    for (let pair = 0; pair < PAIRS; pair++) pairs.push([await measure(w4s(), url), await measure(rival, url)]);
    const memory = [await measure(w4s(), url, { memory: true }), await measure(rival, url, { memory: true })];
    return figures(name === 'dspy' ? 'DSPy' : 'plain threads', pairs, memory);
  });
}

function figures(
  rival: string,
  pairs: readonly [Measured, Measured][],
  memory: readonly Measured[],
): Record<string, number> {
  const ours = pairs.map(([own]) => own);
  const theirs = pairs.map(([, other]) => other);
  return {
    'ideal s': IDEAL_MS / 1000,
    'w4s: ideal / time, at least 0.95': median(ours.map(({ wallMs }) => IDEAL_MS / wallMs)),
    'w4s: full waves / time': median(ours.map(({ wallMs }) => WAVES_MS / wallMs)),
    [`${rival}: ideal / time`]: median(theirs.map(({ wallMs }) => IDEAL_MS / wallMs)),
    [`time, ${rival} / w4s`]: median(pairs.map(([own, other]) => other.wallMs / own.wallMs)),
    'w4s: CPU s': median(ours.map(({ cpuS }) => cpuS)),
    [`${rival}: CPU s`]: median(theirs.map(({ cpuS }) => cpuS)),
    [`CPU, w4s / ${rival}, at most 1.2`]: median(pairs.map(([own, other]) => own.cpuS / other.cpuS)),
    'w4s: MB, at most 200': memory[0]?.megabytes ?? NaN,
    [`${rival}: MB`]: memory[1]?.megabytes ?? NaN,
  };
}

function hasDspy(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import dspy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
