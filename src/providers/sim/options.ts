import { z } from 'zod';
import { usageError } from '../../base/errors.ts';
import { readOptions } from '../../base/read-options.ts';
import type { SimOptions } from './contract.ts';

/** What its command line takes, too. */
export const simSettings = z.object({
  port: z.int().min(0).max(65_535).default(0),
  latencyMs: z.number().min(0).default(0),
  jitter: z.number().min(0).max(1).default(0),
  quality: z.number().min(0).max(1).default(1),
  /** The library also takes a text. */
  seed: z.int().min(0).default(0),
});

/** Every option with its default. @throws {W4sError} `invalid-option` */
export function checkedOptions(options: SimOptions): Required<SimOptions> {
  const checked: Required<SimOptions> = {
    host: '127.0.0.1',
    faults: {},
    retryAfterS: 1,
    seed: simSettings.shape.seed.parse(undefined),
    tasks: [],
    refuse: [],
    ignoreN: false,
    maxConcurrent: Infinity,
    ...options,
    ...readOptions(simSettings.omit({ seed: true }), options),
  };
  const { faults } = checked;
  requireWithin('retryAfterS', checked.retryAfterS, 0, Infinity);
  requireWithin('maxConcurrent', checked.maxConcurrent, 1, Infinity);
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
  throw usageError('invalid-option', `Expected \`${name}\` to be ${range}, got \`${value}\``, {
    hint: 'Run `w4s sim --help` to see the options of the simulator.',
  });
}
