import { usageError } from '../base/errors.ts';
import type { TrainedModel } from '../store/index.ts';
import type { DatasetOptions } from './dataset.ts';

/** How a model is trained, as its row in the store keeps it. */
export interface Manner {
  /** LoRA rank; `null` trains all weights. */
  lora: number | null;
  /** Further words for the trainer's command line. */
  trainerArgs: readonly string[];
  /** How its rows were chosen and weighed; earlier versions did not keep it. */
  data?: DatasetOptions;
}

/** Flags of the trainer that change speed and memory, not the result. */
const NEUTRAL = new Set([
  '--device',
  '--dtype',
  '--micro-tokens',
  '--gradient-checkpointing',
  '--attention',
  '--checkpoint-every',
  '--threads',
]);

/**
 * How a training goes on: as it began, but for what changes no result.
 * @throws usage error `resume-mismatch` that names what was given and differs
 */
export function continued({ name, options }: TrainedModel, given: Partial<Manner>): Manner {
  const begun = JSON.parse(options) as Manner;
  const before = chosen(begun);
  const now = chosen({ ...given, data: begun.data && given.data });
  for (const [what, value] of now) {
    if (NEUTRAL.has(what) || before.get(what) === value) continue;
    const was = before.has(what) ? `to be \`${before.get(what)}\`` : 'to be left away';
    throw usageError('resume-mismatch', `Expected \`${what}\` ${was}, as \`${name}\` began, got \`${value}\``, {
      hint: 'Leave it away: --resume goes on as the training began. Or begin another one under another --name.',
    });
  }
  return {
    ...begun,
    trainerArgs: wordsOf(new Map([...flagsIn(begun.trainerArgs), ...flagsIn(given.trainerArgs ?? [])])),
  };
}

/** What tells adapter or all weights on the trainer's command line. */
export function rankWords(lora: number | null): string[] {
  return lora === null ? ['--full'] : ['--lora', String(lora)];
}

/** All that was chosen, by name, as text. */
function chosen({ lora, trainerArgs = [], data = {} }: Partial<Manner>): Map<string, string> {
  const rank = lora === undefined ? [] : rankWords(lora);
  const rows = Object.entries(data).filter(([, value]) => value !== undefined);
  return new Map([
    ...flagsIn([...rank, ...trainerArgs]),
    ...rows.map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  ]);
}

/** Flags and their values, of a switch `on`. */
function flagsIn(words: readonly string[]): Map<string, string> {
  const flags = new Map<string, string>();
  words.forEach((word, at) => {
    const next = words[at + 1];
    if (word.startsWith('--')) flags.set(word, next === undefined || next.startsWith('--') ? SWITCH : next);
  });
  return flags;
}

function wordsOf(flags: ReadonlyMap<string, string>): string[] {
  return [...flags].flatMap(([flag, value]) => (value === SWITCH ? [flag] : [flag, value]));
}

const SWITCH = 'on';
