import { seededRandom } from '../../src/base/random.ts';

export type Fault = '429' | '500' | 'hang';
export type Rates = Partial<Record<Fault, number>>;

export const LATENCY_MS = 200;
export const RETRY_AFTER_S = 1;
/** Seconds after which both clients give a hang up at the soonest. */
export const HANG_S = 30;

/** What meets a try of a call, from 0: the same for every client. */
export function faultOf(rates: Rates, call: string, attempt: number): Fault | undefined {
  let draw = seededRandom('traffic', call, attempt)();
  return (Object.keys(rates) as Fault[]).find((fault) => (draw -= rates[fault] ?? 0) < 0);
}

/** Milliseconds that a call can't but wait: as the server asks, and until a hang is known to be one. */
export function unavoidableMs(rates: Rates, call: string): number {
  const costs = { 429: RETRY_AFTER_S * 1000, 500: LATENCY_MS, hang: HANG_S * 1000 };
  let ms = 0;
  for (let attempt = 0, fault = faultOf(rates, call, 0); fault !== undefined; fault = faultOf(rates, call, ++attempt))
    ms += costs[fault];
  return ms;
}
