import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../base/make-folder.ts';
import { readOptions } from '../../base/read-options.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { assertNewModel, runTraining } from '../../rlao/index.ts';
import { type Session, openSession } from '../../session/index.ts';
import type { GrpoFacts, GrpoOptions, GrpoResult } from './contract.ts';
import { type Lessons, lessonsFrom } from './lessons.ts';
import { problemsOf } from './problems.ts';
import { rewarder } from './reward.ts';
import { startRewardServer } from './reward-server.ts';
import { type GrpoSettings, grpoSettings } from './settings.ts';
import { tokenBudget } from './token-budget.ts';

/**
 * Trains a weak model to solve a task itself, by GRPO (Shao et al., arXiv 2402.03300): the rival of training it as a
 * meta-agent. A workflow with one question asks it, and a completion's reward is what the workflow scores with it, by
 * the task's own scorer. The trained model is an executor like any other, `trained:NAME`.
 * @throws {W4sError} `trainer-...`, usage errors
 */
export async function trainSolver(given: GrpoOptions): Promise<GrpoResult> {
  const settings = readOptions(grpoSettings, given);
  const session = await openSession(given);
  try {
    return await taught(session, given, settings);
  } finally {
    await session.close();
  }
}

async function taught(session: Session, given: GrpoOptions, settings: GrpoSettings): Promise<GrpoResult> {
  const { store, sandbox } = session;
  const { name, tokensOf, onScored, signal, onProgress, onText, onStarted } = given;
  const base = existsSync(given.base) ? resolve(given.base) : given.base;
  const path = resolve(join(store.home ?? '.', 'models', name));
  assertNewModel(path, name);
  const tokens = await tokenBudget(store, { tokens: settings.tokens, tokensOf });
  const lessons = await lessonsFrom(session, given, settings);
  const data = await writeProblems(session, path, lessons, signal);
  const facts = factsOf(lessons, settings);
  const reward = rewarder({ ...lessons, sandbox, signal });
  const server = await startRewardServer(reward, runningMean(onScored));
  try {
    const { status, card } = await runTraining({
      store,
      row: { name, base, method: 'grpo', path, options: { lora: settings.lora } },
      args: trainerWords({ ...settings, tokens }, { data, base, path, url: server.url }),
      extras: ['trl'],
      facts,
      onProgress,
      onText,
      onStarted,
      signal,
    });
    return { model: name, status, base, path, data: facts, ...counted.parse(card ?? {}) };
  } finally {
    await server.close();
  }
}

const counted = z.object({ tokens: z.number().nullable().default(null), rewards: z.array(z.number()).default([]) });

async function writeProblems(
  { sandbox }: Session,
  path: string,
  { task, workflow, items }: Lessons,
  signal: AbortSignal | undefined,
): Promise<string> {
  const problems = await problemsOf({ sandbox, task, workflow, signal }, items);
  const file = join(path, 'problems.jsonl');
  await makeFolder(path);
  await writeFileAtomic(file, problems.map((problem) => `${JSON.stringify(problem)}\n`).join(''));
  return file;
}

function factsOf({ task, split, items, workflow }: Lessons, { workflow: name }: GrpoSettings): GrpoFacts {
  return {
    method: 'grpo',
    task: task.name,
    split,
    items: items.length,
    scorer: task.scorer.name,
    workflow: name,
    workflowHash: workflow.hash,
  };
}

interface Files {
  data: string;
  base: string;
  path: string;
  /** Where completions are scored. */
  url: string;
}

function trainerWords(settings: GrpoSettings, { data, base, path, url }: Files): string[] {
  const { lora, epochs, lr, itemsPerStep, generations, batchSize, maxNewTokens, beta, device, dtype, seed } = settings;
  const words = {
    '--data': data,
    '--base': base,
    '--out': path,
    '--reward-url': url,
    '--lora': lora,
    '--epochs': epochs,
    '--lr': lr,
    '--rows-per-step': itemsPerStep,
    '--generations': generations,
    '--batch-size': batchSize ?? generations,
    '--max-new-tokens': maxNewTokens,
    '--beta': beta,
    '--device': device,
    '--dtype': dtype,
    '--seed': seed,
  };
  const { tokens, gradientCheckpointing, dropLong } = settings;
  return [
    'grpo',
    ...Object.entries(words).flatMap(([flag, value]) => [flag, String(value)]),
    ...(tokens === undefined ? [] : ['--max-tokens', String(tokens)]),
    ...(gradientCheckpointing ? ['--gradient-checkpointing'] : []),
    ...(dropLong ? ['--drop-long'] : []),
  ];
}

/** Of all completions so far. */
function runningMean(onScored: GrpoOptions['onScored']): (rewards: readonly number[]) => void {
  let [completions, sum] = [0, 0];
  return (rewards) => {
    completions += rewards.length;
    for (const reward of rewards) sum += reward;
    onScored?.({ completions, mean: sum / completions });
  };
}
