import { basename, resolve } from 'node:path';
import { promptFormFor } from '../environment/index.ts';
import { type OptimizeOptions, cameToNothing, estimateOptimize } from '../optimize/index.ts';
import type { SandboxChoice } from '../sandbox/contract.ts';
import { loadTask } from '../task/index.ts';
import type { CommandInput } from './command.ts';
import { runOptimize } from './commands/optimize.ts';
import { storeToRead } from './common.ts';
import { STEERING, fruitlessEnding, modelVerdict, nextSteps } from './demo-text.ts';
import { count } from './format.ts';
import { type ModelSpeed, minutesOf, speedOf } from './model-speed.ts';

/** Few turns and items, so that half a billion weights are done in some minutes on two cores. */
export const SMALL = {
  turns: 3,
  candidates: 2,
  validation: 10,
  test: 20,
  maxRepairs: 1,
  maxTokens: 700,
};

export interface ModelDemo {
  file: string;
  task: string;
  turns?: number;
  seed: number;
  store?: string;
  sandbox?: SandboxChoice;
}

/** `w4s demo --model`: the story of the demo, with a model of the user's own in both roles. */
export async function modelDemo(
  input: Pick<CommandInput<never>, 'output' | 'signal' | 'onInterrupt'>,
  demo: ModelDemo,
) {
  const { output } = input;
  output.status(`Loading ${basename(demo.file)} ...`);
  const speed = await speedOf(demo.file);
  const wanted = wantedOf(demo, speed);
  const minutes = minutesOf(await estimateOptimize({ ...wanted, store: await storeToRead(demo.store) }), speed);
  output.note(await introduction(wanted, demo.file, speed, minutes));
  const { result, exitCode } = await runOptimize(input, wanted);
  // An answer, and no failure of the demo.
  if (cameToNothing(result, wanted.turns * wanted.candidates)) {
    output.print(`\n${fruitlessEnding(result, demo.file, demo.store)}`);
    return { result, exitCode: 0 as const };
  }
  if (exitCode === 0) {
    output.print(`\n${await modelVerdict(result, demo.store)}\n${nextSteps(result, demo.store)}`);
  }
  return { result, exitCode };
}

function wantedOf({ file, task, turns = SMALL.turns, seed, store, sandbox }: ModelDemo, { contextSize }: ModelSpeed) {
  const model = `gguf:${resolve(file)}`;
  const prompt = promptFormFor('auto', contextSize);
  return {
    ...SMALL,
    task,
    executor: model,
    meta: model,
    turns,
    seed,
    prompt,
    context: 'last',
    anew: true,
    cache: 'fresh',
    review: 'never',
    sandbox,
    store,
  } satisfies OptimizeOptions & { anew: boolean };
}

async function introduction(
  { task, turns, candidates }: ReturnType<typeof wantedOf>,
  file: string,
  speed: ModelSpeed,
  minutes: { low: number; high: number },
): Promise<string> {
  const { description, splits } = await loadTask(task);
  const example = splits.validation?.[0]?.input ?? '';
  const span = `${Math.max(1, Math.round(minutes.low))} to ${Math.max(2, Math.ceil(minutes.high))} minutes`;
  const [reads, writes] = [Math.round(speed.prompt), Math.round(speed.answer)];
  const rates = `On this machine it reads ${reads} tokens per second and writes ${writes}`;
  return [
    `The task: ${description}`,
    `An item: ${example}`,
    '',
    `${basename(file)} is both models. As the executor, it answers such questions and makes mistakes.`,
    'As the meta-agent, it writes Python programs that call the executor.',
    STEERING,
    `${count(turns, 'turn')} of ${candidates} programs. ${rates}: about ${span}.`,
    '',
  ].join('\n');
}
