import { basename, resolve } from 'node:path';
import { promptFormFor } from '../environment/index.ts';
import { usageError } from '../errors.ts';
import { type OptimizeOptions, type OptimizeResult, estimateOptimize } from '../optimize/index.ts';
import { loadTask } from '../task/index.ts';
import type { CommandExit, CommandInput } from './command.ts';
import { runOptimize } from './commands/optimize.ts';
import { storeToRead } from './common.ts';
import { fruitlessEnding, modelVerdict, nextSteps } from './demo-text.ts';
import { type ModelSpeed, minutesOf, speedOf } from './model-speed.ts';

/** A family that a model of half a billion weights errs on when asked plainly, and does better on with a program. */
export const MODEL_TASK = 'pocket-format';

/** Few turns and items, so that half a billion weights are done in some minutes on two cores. */
const SMALL = { turns: 3, candidates: 2, validation: 12, test: 24, maxRepairs: 1, metaMaxTokens: 1_000, maxTokens: 400 };

export interface ModelDemo {
  file: string;
  task?: string;
  turns?: number;
  seed?: number;
  store?: string;
}

/** `w4s demo --model`: the story of the demo with a model of the user's own, which is executor and meta-agent both. */
export async function modelDemo(input: Pick<CommandInput<never>, 'output' | 'signal' | 'onInterrupt'>, demo: ModelDemo) {
  const { output } = input;
  output.status(`Loading ${basename(demo.file)} ...`);
  const speed = await speedOf(demo.file);
  const wanted = wantedOf(demo, speed);
  const minutes = minutesOf(await estimateOptimize({ ...wanted, store: await storeToRead(demo.store) }), speed);
  output.note(await introduction(wanted, demo.file, speed, minutes));
  const { result, exitCode } = await runOptimize(input, wanted);
  return ending(result, exitCode);

  async function ending(result: OptimizeResult, exitCode: CommandExit): Promise<{ result: OptimizeResult; exitCode: CommandExit }> {
    const nothingWorked = result.proposals.candidates > 0 && result.proposals.broken.count === result.proposals.candidates;
    if (nothingWorked) output.print(`\n${fruitlessEnding(result, demo.file, demo.store)}`);
    if (exitCode === 0) output.print(`\n${await modelVerdict(result, demo.store)}\n${nextSteps(result, demo.store)}`);
    return { result, exitCode: nothingWorked ? 0 : exitCode };
  }
}

function wantedOf({ file, task = MODEL_TASK, turns = SMALL.turns, seed = 0, store }: ModelDemo, { contextSize }: ModelSpeed) {
  const model = `gguf:${resolve(file)}`;
  const prompt = promptFormFor('auto', contextSize);
  return {
    ...SMALL, task, executor: model, meta: model, turns, seed, prompt, context: 'last', anew: true, cache: 'fresh', review: 'never', store,
  } satisfies OptimizeOptions & { anew: boolean };
}

async function introduction({ task, turns, candidates }: ReturnType<typeof wantedOf>, file: string, speed: ModelSpeed, minutes: { low: number; high: number }): Promise<string> {
  const { description, splits } = await loadTask(task);
  const example = splits.validation?.[0]?.input ?? '';
  const span = `${Math.max(1, Math.round(minutes.low))} to ${Math.max(2, Math.ceil(minutes.high))} minutes`;
  return [
    `The task: ${description}`, `An item: ${example}`, '',
    `${basename(file)} is the executor, which answers such questions, and the meta-agent, which writes Python programs that call it.`,
    'The meta-agent reads the task, an item, the last program and its score, and writes the next program. Only validation items steer it.',
    `${turns} ${turns === 1 ? 'turn' : 'turns'} of ${candidates} programs. Here it reads ${Math.round(speed.prompt)} tokens a second and writes ${Math.round(speed.answer)}: about ${span}.`, '',
  ].join('\n');
}

/** @throws usage error for flags that mean another demo. */
export function assertAlone(file: string | undefined, others: Record<string, boolean | undefined>): void {
  const [other] = Object.entries(others).filter(([, on]) => on === true).map(([name]) => name);
  if (file === undefined || other === undefined) return;
  throw usageError('invalid-option', `Expected \`--model\` or \`--${other}\`, got both`, { hint: `\`--${other}\` is about the models that come with w4s: leave one of the two out.` });
}
