/**
 * What failing answers cost: the same calls without faults, with 429s alone, and with 429s, 500s and hangs, by w4s
 * and by asyncio with plain backoff. Every client meets the same faults, for they hang on the call and its try alone.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openModel } from '../../src/model/index.ts';
import { HANG_S, type Rates, unavoidableMs } from './faults.ts';

const CALLS = 1000;
const PLACES = 48;
const SCENARIOS: Record<string, Rates> = {
  'no faults': {},
  '10% 429': { 429: 0.1 },
  '10% 429, 5% 500, 2% hang': { 429: 0.1, 500: 0.05, hang: 0.02 },
};

type Client = (url: string) => Promise<number>;

export async function benchTraffic(): Promise<Record<string, number>> {
  const results: Record<string, number> = {};
  await against({}, w4s); // a provider is warm
  let cleanS = 0;
  for (const [name, rates] of Object.entries(SCENARIOS)) {
    const own = await against(rates, w4s);
    const other = await against(rates, asyncio);
    cleanS ||= own;
    const waitS = Math.max(...calls.map((call) => unavoidableMs(rates, call))) / 1000;
    Object.assign(results, {
      [`${name}: w4s s`]: own,
      [`${name}: asyncio s`]: other,
      [`${name}: unavoidable wait s`]: waitS,
      [`${name}: w4s / (1.3 x no faults + wait), at most 1`]: own / (1.3 * cleanS + waitS),
      [`${name}: w4s / asyncio, at most 1`]: own / other,
    });
  }
  return results;
}

const calls = Array.from({ length: CALLS }, (_, call) => String(call));

/** Seconds. */
const w4s: Client = async (url) => {
  const config = { providers: { bench: { baseUrl: url, maxConcurrency: PLACES } } };
  const model = openModel('bench:m', { env: {}, config, prices: {} });
  const started = performance.now();
  await Promise.all(calls.map((content) => model.complete({ messages: [{ role: 'user', content }] })));
  const seconds = (performance.now() - started) / 1000;
  await model.close?.();
  return seconds;
};

const asyncio: Client = async (url) => {
  const script = fileURLToPath(new URL('./backoff.py', import.meta.url));
  const { stdout } = await promisify(execFile)('python3', [script, url, String(CALLS), String(PLACES), String(HANG_S)]);
  return Number(stdout);
};

/** In a process of its own, as a real model would be. */
async function against(rates: Rates, client: Client): Promise<number> {
  const script = fileURLToPath(new URL('./server.ts', import.meta.url));
  const server = spawn(process.execPath, [script, JSON.stringify(rates)], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    return await client(String(line).trim());
  } finally {
    server.kill();
  }
}
