import type { Random } from '../../base/random.ts';
import type { SimFault } from './contract.ts';

/**
 * Which fault, if any, meets the next request. Decided before its content and independently of it, so that a retry
 * returns what the request would have returned at once.
 */
export function drawFault(rates: Partial<Record<SimFault, number>>, random: Random): SimFault | null {
  let draw = random();
  for (const [fault, rate] of Object.entries(rates) as [SimFault, number][]) {
    draw -= rate;
    if (draw < 0) return fault;
  }
  return null;
}

/** Milliseconds until the reply: around `latencyMs`, by `jitter` of it either way. */
export function drawLatency(latencyMs: number, jitter: number, random: Random): number {
  return latencyMs * (1 + jitter * (2 * random() - 1));
}
