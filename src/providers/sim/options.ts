import { usageError } from '../../base/errors.ts';
import type { SimOptions } from './contract.ts';

/** Every option with its default. @throws {W4sError} `invalid-sim-option` */
export function checkedOptions(options: SimOptions): Required<SimOptions> {
  const checked: Required<SimOptions> = {
    port: 0,
    host: '127.0.0.1',
    latencyMs: 0,
    jitter: 0,
    faults: {},
    retryAfterS: 1,
    quality: 1,
    seed: 0,
    tasks: [],
    refuse: [],
    ignoreN: false,
    maxConcurrent: Infinity,
    ...options,
  };
  const { faults } = checked;
  for (const name of ['jitter', 'quality'] as const) requireWithin(name, checked[name], 0, 1);
  for (const name of ['latencyMs', 'retryAfterS'] as const) requireWithin(name, checked[name], 0, Infinity);
  requireWithin('maxConcurrent', checked.maxConcurrent, 1, Infinity);
  requireWithin('port', checked.port, 0, 65_535);
  for (const [name, rate] of Object.entries(faults)) requireWithin(`faults.${name}`, rate, 0, 1);
  requireWithin(
    'the sum of faults',
    Object.values(faults).reduce((sum, rate) => sum + rate, 0),
    0,
    1 + 1e-9,
  );
  return checked;
}

function requireWithin(name: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  const range = high === Infinity ? `at least ${low}` : `from ${low} to ${high}`;
  throw usageError('invalid-sim-option', `Expected \`${name}\` to be ${range}, got \`${value}\``, {
    hint: 'Run `w4s sim --help` to see the options of the simulator.',
  });
}
