import { elementAt } from '../../base/lists.ts';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { count, decimal, markdownTable } from '../../present/index.ts';
import { HELD_OUT } from '../../providers/pocket-tasks/index.ts';
import { partsOf, roundsOf } from './base.ts';
import type { ProfileLine } from './profile.ts';
import { BASES, type BaseName, COLLECTING, COLLECTING_RUNS, LEARNERS, LEARNING, SEEN } from './recipe.ts';

/** The parts of the trainer's own card that we pass on. */
interface TrainerCard {
  data: { sha256: string; rows: number; prompt_tokens: number; answer_tokens: number };
  options: { lr: number; seed: number; epochs: number };
  steps: number;
  losses: number[];
  tokens: number;
  seconds: number;
}

/** Writes `README.md` beside the weights: data, seeds, hours, losses, and the executors' abilities. */
export async function writeCard({
  folder,
  target,
  profiles,
}: {
  folder: string;
  target: string;
  profiles: Readonly<Record<string, readonly ProfileLine[]>>;
}): Promise<void> {
  const models = [
    ...(Object.keys(BASES) as BaseName[]).map((name) => ({
      name,
      about: BASES[name].about,
      rounds: roundsOf(folder, name).map(({ model }) => model),
    })),
    ...LEARNERS.map(({ name, about }) => ({ name, about, rounds: [partsOf(folder, name).model] })),
  ];
  const rows: string[][] = [];
  for (const { name, about, rounds } of models) {
    const paths = rounds.map((path) => join(path, 'card.json'));
    if (!paths.every((path) => existsSync(path))) continue;
    const cards = await Promise.all(paths.map(async (path) => JSON.parse(await readFile(path, 'utf8')) as TrainerCard));
    rows.push(trainingRow(name, about, cards));
  }
  const abilities = Object.entries(profiles).flatMap(([name, lines]) => [
    '',
    `## What \`${name}\` can do`,
    '',
    ...profileTable(lines),
  ]);
  await writeFile(
    join(target, 'README.md'),
    `${[...HEAD, markdownTable([TRAINED, ...rows]), '', TRAINING, '', ...data(), '', ...abilities].join('\n')}\n`,
  );
}

const HEAD = [
  '# Pocket models',
  '',
  'Small transformers (Qwen2 architecture, byte-level BPE of their own) that were trained from nothing by ' +
    '`npm run pocket:train` on texts that the repository generates. They solve and harness the `pocket-*` tasks ' +
    'and nothing else. Licence: MIT, as the repository. This page is written by that command.',
  '',
  '## Training',
  '',
];

const TRAINED = ['model', 'what it does', 'rows', 'tokens run', 'steps', 'rate', 'seed', 'minutes', 'loss at the end'];

const TRAINING =
  'Executors and `meta` start from random weights, but for heads in the first two layers that copy, and see each ' +
  'row once; executors in two rounds of the rate. The other meta-agents start from `meta`. ' +
  "The loss is the mean over an answer's tokens, in nats, of the last 20 steps. " +
  'One CPU thread each, two trainings side by side.';

/** What each model reads, one line each. */
function data(): string[] {
  const { episodes, candidates, horizon, validation } = COLLECTING;
  const learners = LEARNERS.map(({ name }) => `\`${name}\``).join(', ');
  const seen = SEEN.map(({ name }) => name).join(', ');
  return [
    '- Executors read problems of the pre-training split of all families. Validation and test share neither a ' +
      'sentence template nor a name or noun with it; the command proves that before it trains.',
    `- \`meta\` reads states of the seen families (all but ${HELD_OUT.join(' and ')}) ` +
      'with programs drawn from a grammar without a look at the task.',
    `- ${learners} are trained on the same trajectories: ` +
      `${COLLECTING_RUNS} runs of ${episodes} episode on each of ${seen}, ` +
      `begun with worked steps or, for code, the plain executor, m = ${candidates}, K = ${horizon}, ` +
      `${validation} validation items, tau = ${LEARNING.tau}. ` +
      `As many rows are drawn for each, in proportion to their weights, and seen ${LEARNING.epochs} times.`,
  ];
}

/** A line of the table from the cards of all rounds. */
function trainingRow(name: string, about: string, rounds: readonly TrainerCard[]): string[] {
  const sum = (of: (card: TrainerCard) => number): number => rounds.reduce((total, card) => total + of(card), 0);
  const { options, losses } = elementAt(rounds, -1);
  const last = losses.slice(-20);
  const loss = last.reduce((total, value) => total + value, 0) / last.length;
  return [
    `\`${name}\``,
    about,
    count(sum(({ data }) => data.rows)),
    `${decimal(sum(({ tokens }) => tokens) / 1e6, 1)} M`,
    String(sum(({ steps }) => steps)),
    String(options.lr),
    rounds.map((card) => card.options.seed).join(', '),
    count(sum(({ seconds }) => seconds) / 60),
    decimal(loss, 3),
  ];
}

/** One line per family, one column per way of asking. */
function profileTable(lines: readonly ProfileLine[]): string[] {
  const ways = [...new Set(lines.map(({ way }) => way))];
  const families = [...new Set(lines.map(({ family }) => family))];
  const cell = (family: string, way: string): string => {
    const line = lines.find((one) => one.family === family && one.way === way);
    if (line?.accuracy == null || line.interval === null) return '';
    return `${whole(line.accuracy)} (${whole(line.interval.low)}-${whole(line.interval.high)})`;
  };
  return [
    `Accuracy in percent with its 95% interval, on ${lines[0]?.n ?? 0} validation items a cell.`,
    '',
    markdownTable([
      ['family', ...ways],
      ...families.map((family) => [family, ...ways.map((way) => cell(family, way))]),
    ]),
  ];
}

function whole(share: number): string {
  return decimal(100 * share, 0);
}
