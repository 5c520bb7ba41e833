import type { Sandbox } from '../sandbox/contract.ts';
import type { TaskItem } from '../task/contract.ts';
import { FEATURES } from '../workflow/index.ts';

/** By item, see {@link featuresOf}. */
export type Features = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** As composed programs measure an input: the same text, in the same place. */
const MEASURE = `${FEATURES}

def measure(texts):
    return [[features(text), sorted(words(text))] for text in texts]
`;

/** Characters of inputs that are measured at once. */
const MOST_AT_ONCE = 200_000;
const LIMITS = { wallMs: 60_000, cpuMs: 30_000, outputBytes: 2 ** 24 };

/** Words that rules may ask about: those that between a tenth and nine tenths of the inputs hold, at most so many. */
const MOST_WORDS = 200;
const LONGEST_WORD = 40;

/** What a rule may know of inputs, by item; `undefined` where Python could not read them. */
export async function featuresOf(
  sandbox: Sandbox,
  items: readonly Pick<TaskItem, 'id' | 'input'>[],
): Promise<Features | undefined> {
  const measured: [string, Measures][] = [];
  for (const part of parts(items)) {
    const args = [part.map(({ input }) => input)];
    const result = await sandbox.run({ code: MEASURE, entry: 'measure', args, limits: LIMITS });
    if (!result.ok) return undefined;
    const found = result.value as unknown as Measures[];
    part.forEach(({ id }, i) => found[i] && measured.push([id, found[i]]));
  }
  const known = new Set(vocabulary(measured.map(([, [, words]]) => words)));
  return new Map(measured.map(([id, measures]) => [id, mapOf(measures, known)]));
}

/** Numbers by name, and the words of an input. */
type Measures = [Record<string, number>, string[]];

function mapOf([numbers, words]: Measures, known: ReadonlySet<string>): Map<string, number> {
  const held = words.filter((word) => known.has(word)).map((word) => [`word ${word}`, 1] as const);
  return new Map([...Object.entries(numbers), ...held]);
}

/** Those that part the inputs most evenly. */
function vocabulary(inputs: readonly string[][]): string[] {
  const counts = new Map<string, number>();
  for (const words of inputs) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const unevenness = (count: number): number => Math.abs(count / inputs.length - 0.5);
  return [...counts]
    .filter(([word, count]) => word.length <= LONGEST_WORD && unevenness(count) <= 0.4)
    .toSorted(([a, m], [b, n]) => unevenness(m) - unevenness(n) || (a < b ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(([word]) => word);
}

function parts<T extends { input: string }>(items: readonly T[]): T[][] {
  const all: T[][] = [];
  let characters = Infinity;
  for (const item of items) {
    if (characters + item.input.length > MOST_AT_ONCE) [characters] = [all.push([]) * 0];
    characters += item.input.length;
    all.at(-1)?.push(item);
  }
  return all;
}
