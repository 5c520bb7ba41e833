import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HELD_OUT } from '../task/index.ts';
import { partsOf } from './base.ts';
import type { ProfileLine } from './profile.ts';
import { BASES, COLLECTING, COLLECTING_FAMILIES, COLLECTING_RUNS, LEARNERS, LEARNING } from './recipe.ts';

/** What the trainer's own card says, as far as it is told on. */
interface TrainerCard {
  data: { sha256: string; rows: number; prompt_tokens: number; answer_tokens: number };
  options: { lr: number; seed: number; epochs: number };
  steps: number;
  losses: number[];
  tokens: number;
  seconds: number;
}

/** Writes `README.md` beside the weights: data, seeds, hours, losses, and what the executors can do. */
export async function writeCard({ folder, target, profiles }: { folder: string; target: string; profiles: Readonly<Record<string, readonly ProfileLine[]>> }): Promise<void> {
  const names = [...Object.keys(BASES), ...LEARNERS.map(({ name }) => name)];
  const rows: string[] = [];
  for (const name of names) {
    const path = join(partsOf(folder, name).model, 'card.json');
    if (existsSync(path)) rows.push(trainingRow(name, JSON.parse(await readFile(path, 'utf8')) as TrainerCard));
  }
  await writeFile(join(target, 'README.md'), `${[
    '# Pocket models', '',
    'Small transformers (llama architecture, byte-level BPE of their own) that were trained from nothing by `npm run pocket:train` on texts that the repository generates. They solve and harness the `pocket-*` tasks and nothing else. Licence: MIT, as the repository. This page is written by that command.', '',
    '## Training', '',
    '| model | what it does | rows | tokens run | steps | rate | seed | minutes | loss at the end |', '| --- | --- | --- | --- | --- | --- | --- | --- | --- |', ...rows, '',
    'Executors and `meta` start from random weights and see each row once. The other meta-agents start from `meta`. The loss is the mean over an answer\'s tokens, in nats, of the last 20 steps. One CPU thread each, two trainings side by side.', '',
    `- Executors read problems of the pre-training split of all families. Validation and test share neither a sentence template nor a name or noun with it; the command proves that before it trains.`,
    `- \`meta\` reads states of the seen families (all but ${HELD_OUT.join(' and ')}) with programs drawn from a grammar without a look at the task.`,
    `- ${LEARNERS.map(({ name }) => `\`${name}\``).join(', ')} are trained on the same trajectories: ${COLLECTING_RUNS} runs of ${COLLECTING.episodes} episode on each of ${COLLECTING_FAMILIES.map(({ name }) => name).join(', ')}, begun with worked steps, m = ${COLLECTING.candidates}, K = ${COLLECTING.horizon}, ${COLLECTING.validation} validation items, tau = ${LEARNING.tau}. As many rows are drawn for each, in proportion to their weights, and seen ${LEARNING.epochs} times.`, '',
    ...Object.entries(profiles).flatMap(([name, lines]) => ['', `## What \`${name}\` can do`, '', ...profileTable(lines)]),
  ].join('\n')}\n`);
}

function trainingRow(name: string, { data, options, steps, losses, tokens, seconds }: TrainerCard): string {
  const about = { ...Object.fromEntries(Object.entries(BASES).map(([key, { about: text }]) => [key, text])), ...Object.fromEntries(LEARNERS.map((one) => [one.name, one.about])) }[name];
  const last = losses.slice(-20);
  const loss = last.reduce((sum, value) => sum + value, 0) / last.length;
  return `| \`${name}\` | ${about} | ${data.rows.toLocaleString('en-US')} | ${(tokens / 1e6).toFixed(1)} M | ${steps} | ${options.lr} | ${options.seed} | ${Math.round(seconds / 60)} | ${loss.toFixed(3)} |`;
}

/** A family a line, a way of asking a column. */
function profileTable(lines: readonly ProfileLine[]): string[] {
  const ways = [...new Set(lines.map(({ way }) => way))];
  const families = [...new Set(lines.map(({ family }) => family))];
  const cell = (family: string, way: string): string => {
    const line = lines.find((one) => one.family === family && one.way === way);
    if (line?.accuracy == null || line.interval === null) return '';
    return `${percent(line.accuracy)} (${percent(line.interval.low)}-${percent(line.interval.high)})`;
  };
  return [
    `Accuracy in per cent with its 95 % interval, on ${lines[0]?.n ?? 0} validation items a cell.`, '',
    `| family | ${ways.join(' | ')} |`, `| --- |${' --- |'.repeat(ways.length)}`,
    ...families.map((family) => `| ${family} | ${ways.map((way) => cell(family, way)).join(' | ')} |`),
  ];
}

function percent(share: number): string {
  return (100 * share).toFixed(0);
}
