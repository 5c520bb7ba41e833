import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { W4sError, usageError } from '../../base/errors.ts';
import { chosenVariables, runCommand } from '../../python/index.ts';
import { didYouMean } from '../own/problem.ts';
import type { GymEnvironment } from './environment.ts';
import type { GymPart } from './name.ts';

const SCRIPT = fileURLToPath(new URL('./python/generate.py', import.meta.url));

/** An item as the package made it. */
export const gymItem = z.object({
  split: z.enum(['train', 'validation', 'test']),
  /** Which of the task's families. */
  part: z.number(),
  question: z.string(),
  /** `null` where any of many answers is right. */
  answer: z.string().nullable(),
  /** All that the verifier looks at. */
  entry: z.string(),
});
export type GymItem = z.infer<typeof gymItem>;

export const gymDescription = z.object({
  parameters: z.record(z.string(), z.json()),
  question: z.string(),
  answer: z.string().nullable(),
});
/** Parameters with their defaults, and an item. */
export type GymDescription = z.infer<typeof gymDescription>;

const refusal = z.object({ refused: z.looseObject({ kind: z.string(), family: z.string() }) });
type Refusal = z.infer<typeof refusal>['refused'];

export type GymRequest =
  | { do: 'items'; parts: readonly GymPart[]; seed: number; sizes: Readonly<Record<string, number>> }
  | { do: 'describe'; family: string }
  | { do: 'ladder'; part: GymPart }
  | { do: 'list' };

export interface AskOptions {
  environment: GymEnvironment;
  signal?: AbortSignal | undefined;
  onLine?: () => void;
}

/**
 * What the package answers, line by line.
 * @throws usage errors for parameters that it does not take; {W4sError} `gym-failed`
 */
export async function askGym(
  request: GymRequest,
  { environment: { python }, signal, onLine }: AskOptions,
): Promise<unknown[]> {
  // Sets are gone through in an order that depends on the hash seed.
  const env = { ...chosenVariables({ env: process.env }), PYTHONHASHSEED: '0', PYTHONUTF8: '1' };
  const { ok, stdout, output } = await runCommand({
    command: python,
    args: ['-s', '-B', SCRIPT, JSON.stringify(request)],
    env,
    signal,
    onLine,
  });
  const lines = stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  if (!ok || lines.at(-1)?.['end'] !== true) {
    throw new W4sError(
      'gym-failed',
      `Reasoning Gym can't do this: ${output.trim().split('\n').at(-1) || 'it said nothing'}`,
      { hint: 'Try other parameters, or another family.', facts: { output } },
    );
  }
  const refused = refusal.safeParse(lines.at(-2));
  if (refused.success) throw refusedError(refused.data.refused);
  return lines.slice(0, -1);
}

function refusedError({ kind, family, ...facts }: Refusal): W4sError {
  const known = (facts['known'] ?? {}) as Record<string, unknown>;
  const defaults = Object.entries(known).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const hint = `Parameters of ${family} with their defaults: ${defaults.join(', ') || 'none'}.`;
  const options = { hint, facts: { family, ...facts } };
  if (kind === 'unknown-parameter') {
    const guess = didYouMean(String(facts['name']), Object.keys(known));
    return usageError(
      'unknown-parameter',
      `Expected a parameter of ${family}, got \`${facts['name']}\`.${guess}`,
      options,
    );
  }
  if (kind === 'invalid-parameters')
    return usageError('invalid-parameter', `Expected parameters that ${family} takes: ${facts['message']}`, options);
  const expected = JSON.stringify(facts['default']);
  return usageError(
    'invalid-parameter',
    `Expected \`${facts['name']}\` of ${family} to be like its default \`${expected}\`, got \`${facts['text']}\``,
    { ...options, hint: 'Lists are written as JSON: `operators=["+","-"]`.' },
  );
}
