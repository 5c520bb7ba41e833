import { usageError } from '../base/errors.ts';

/** A task by name: `pocket-arith?data-seed=1`, `reasoning-gym:chain_sum?min_terms=2&max_terms=2`. */
export interface Reference {
  /** The part before the question mark. */
  name: string;
  parameters: Readonly<Record<string, string>>;
  /** Seed for the items of a generated task. */
  dataSeed: number;
}

const DATA_SEED = 'data-seed';

/** @throws usage error `invalid-task-name` */
export function readReference(ref: string): Reference {
  const mark = ref.indexOf('?');
  if (mark < 0) return { name: ref, parameters: {}, dataSeed: 0 };
  const pairs = ref
    .slice(mark + 1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => readPair(pair, ref));
  const twice = pairs.find(([key], index) => pairs.findIndex(([other]) => other === key) !== index);
  if (twice !== undefined) throw invalid(`each parameter once, got \`${twice[0]}\` twice`, ref);
  const { [DATA_SEED]: seed = '0', ...parameters } = Object.fromEntries(pairs);
  if (!/^\d{1,9}$/.test(seed))
    throw invalid(`\`${DATA_SEED}\` to be an integer from 0 to 999999999, got \`${seed}\``, ref);
  return { name: ref.slice(0, mark), parameters, dataSeed: Number(seed) };
}

/** The canonical text of a task, whatever the order of its parameters; omits the default seed 0. */
export function writeReference({ name, parameters, dataSeed }: Reference): string {
  const seed: [string, string][] = dataSeed === 0 ? [] : [[DATA_SEED, String(dataSeed)]];
  const pairs = [...Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1)), ...seed];
  const query = pairs.map(([key, value]) => `${key}=${value.replace(/[%&]/g, encodeURIComponent)}`).join('&');
  return query === '' ? name : `${name}?${query}`;
}

/** The same task with items of another seed. @throws usage error if the name itself sets a different one */
export function withDataSeed(ref: string, dataSeed: number): string {
  const reference = readReference(ref);
  if (reference.dataSeed !== 0 && reference.dataSeed !== dataSeed) {
    throw usageError('invalid-option', `Expected one data seed, got ${dataSeed} and the one in \`${ref}\``, {
      hint: 'Omit one of them.',
    });
  }
  return writeReference({ ...reference, dataSeed });
}

/** Data seed in a task's name; 0 if it sets none, as for paths. */
export function dataSeedOf(ref: string): number {
  return Number(/[?&]data-seed=(\d{1,9})$/.exec(ref)?.[1] ?? 0);
}

function readPair(pair: string, ref: string): [string, string] {
  const equals = pair.indexOf('=');
  if (equals < 1) throw invalid(`parameters as \`key=value\`, got \`${pair}\``, ref);
  try {
    return [pair.slice(0, equals), decodeURIComponent(pair.slice(equals + 1))];
  } catch {
    throw invalid(`a percent sign to be written as \`%25\`, got \`${pair}\``, ref);
  }
}

function invalid(expected: string, ref: string) {
  return usageError('invalid-task-name', `Expected ${expected}, in \`${ref}\``, {
    hint: 'For example `reasoning-gym:chain_sum?min_terms=2&max_terms=3`.',
  });
}
