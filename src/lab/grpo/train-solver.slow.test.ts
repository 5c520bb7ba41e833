import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { isNight } from '../../../tests/support/rounds.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { HAND_COMPUTED, recordRun } from '../../../tests/support/trajectories.ts';
import { train, trainingTokensOf } from '../../rlao/index.ts';
import { findModel, openStore } from '../../store/index.ts';
import type { Task } from '../../task/contract.ts';
import { readStudy, runStudy, studyText } from '../study/index.ts';
import type { GrpoOptions } from './contract.ts';
import { trainSolver } from './train-solver.ts';

const python = process.env.W4S_TRAINER_PYTHON;
const trainer = fileURLToPath(new URL('../../../trainer', import.meta.url));
const variables = { ...process.env, PYTHONPATH: [join(trainer, 'src'), join(trainer, 'tests')].join(delimiter) };

/** A random model with a context long enough for what an agent says around a question. */
const BASE = `
import json, sys, torch, tiny
tokenizer = tiny.make_tokenizer()
model = tiny.make_model(len(tokenizer), dtype=torch.float32)
model.config.max_position_embeddings = 4096
model.save_pretrained(sys.argv[1])
tokenizer.save_pretrained(sys.argv[1])
`;

const WORKFLOW = `def workflow(agent, task):
    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}], agent_role="x")[0]}
`;

/** The shorter the answer, the better: what a random model can learn in a few steps. */
const task: Task = {
  name: 'brevity',
  description: 'Say little.',
  kind: 'answer',
  metric: 'score',
  splits: {
    train: ['a', 'b', 'c', 'd'].map((input) => ({ id: `t${input}`, input, target: '' })),
    validation: [{ id: 'v', input: 'e', target: '' }],
    test: ['f', 'g'].map((input) => ({ id: input, input, target: '' })),
  },
  scorer: { name: 'brevity', score: (answer) => ({ value: 1 / (1 + String(answer).length) }) },
};

describe.skipIf(python === undefined)('the real trainer (skipped without W4S_TRAINER_PYTHON)', () => {
  const folder = temporaryFolders()();
  const options = (): GrpoOptions => ({
    task,
    base: join(folder, 'base'),
    name: 'short',
    workflow: join(folder, 'ask.py'),
    tokens: 20_000,
    itemsPerStep: 4,
    generations: 8,
    maxNewTokens: 10,
    lora: 8,
    lr: 0.02,
    beta: 0.01,
    device: 'cpu',
    store: join(folder, 'w4s.db'),
    config: {},
  });

  beforeAll(async () => {
    execFileSync(python!, ['-c', BASE, join(folder, 'base')], { env: variables });
    await writeFile(join(folder, 'ask.py'), WORKFLOW);
  }, 120_000);

  // Enough steps for a reward to rise take minutes.
  test.skipIf(!isNight)(
    'the reward rises, the tokens are counted, and the trained model is an arm of a study',
    async () => {
      const seen: number[] = [];
      const result = await trainSolver({ ...options(), onScored: ({ completions }) => seen.push(completions) });
      const { rewards, tokens } = result;
      expect(result).toMatchObject({ status: 'trained', data: { split: 'train', items: 4, scorer: 'brevity' } });
      expect(mean(rewards.slice(-2))).toBeGreaterThan(1.2 * mean(rewards.slice(0, 2)));
      expect(tokens).toBeGreaterThanOrEqual(20_000);
      expect(seen).toEqual(rewards.map((_, step) => 32 * (step + 1)));

      const store = await openStore(join(folder, 'w4s.db'));
      expect(await findModel(store, 'short')).toMatchObject({ method: 'grpo', status: 'trained' });
      await store.close();
      await expect(trainSolver(options())).rejects.toMatchObject({ code: 'model-exists' });

      const file = join(folder, 'study.yaml');
      await writeFile(
        file,
        `tasks: [x]\nexecutors: ['sim:executor']\nworkflows: [ask.py]\nsolvers: [{model: 'trained:short', workflow: ask.py}]\nseeds: 1\ndesign: {test: 2}\n`,
      );
      const study = await runStudy(
        { ...(await readStudy(file)), tasks: [task] },
        { store: join(folder, 'w4s.db'), config: {} },
      );
      expect(study.status).toBe('done');
      expect(study.arms.map(({ name, kind, model, trainingTokens }) => [name, kind, model, trainingTokens])).toEqual([
        ['ask', 'workflow', null, null],
        ['short', 'solver', 'trained:short', tokens],
      ]);
      expect(study.arms[1]!.mean!.accuracy).toBeGreaterThan(0);
      expect(studyText(study)).toMatch(/trained on\n/);
    },
    600_000,
  );

  test('--tokens-of trains on as many tokens as a meta-agent was trained on, and at most a step more', async () => {
    const store = await openStore(join(folder, 'w4s.db'));
    await recordRun(store, HAND_COMPUTED);
    const trainerArgs = ['--device', 'cpu', '--rows-per-step', '4', '--epochs', '6'];
    await train({ store, base: join(folder, 'base'), name: 'meta', lora: 8, trainerArgs });
    const meta = trainingTokensOf(await findModel(store, 'meta'))!;
    const less = { batchSize: 2, gradientCheckpointing: true, dropLong: true };
    const small = { itemsPerStep: 1, generations: 4, tokens: undefined, ...less };
    const { status, tokens, rewards } = await trainSolver({ ...options(), ...small, name: 'equal', tokensOf: 'meta' });
    expect(status).toBe('trained');
    expect(rewards.length).toBeGreaterThan(2);
    expect(tokens).toBeGreaterThanOrEqual(meta);
    const ofOneStep = (1.5 * tokens!) / rewards.length; // completions may differ in length
    expect(tokens! - ofOneStep).toBeLessThan(meta);
    const equal = await findModel(store, 'equal');
    expect(trainingTokensOf(equal)).toBe(tokens);
    expect(JSON.parse(equal.card!)).toMatchObject({
      options: { batch_size: 2, gradient_checkpointing: true, drop_long: true },
    });
    await store.close();
  }, 600_000);

  test.each<[string, Partial<GrpoOptions>, string, RegExp]>([
    ['a base that is not there', { base: '/nowhere' }, 'trainer-base-not-found', /nowhere/],
    ['a workflow that votes', { workflow: 'self_consistency' }, 'not-one-question', /got 5/],
    [
      'a task without items to learn from',
      { task: { ...task, splits: { test: task.splits.test } } },
      'empty-split',
      /no validation/,
    ],
    [
      'a scorer that asks a model',
      { task: { ...task, scorer: { ...task.scorer, needsJudge: true } } },
      'task-not-trainable',
      /asks a model/,
    ],
    ['tokens of a model that is none', { tokens: undefined, tokensOf: 'nothing' }, 'unknown-model', /nothing/],
    ['two budgets', { tokensOf: 'short' }, 'two-token-budgets', /tokensOf/],
    ['one completion an item', { generations: 1 }, 'invalid-option', /generations/],
    ['a batch that divides no step', { batchSize: 3 }, 'trainer-usage', /`--batch-size` to divide the 32 completions/],
  ])(
    '%s is told',
    async (_, change, code, message) => {
      const wrong = { ...options(), name: 'wrong', ...change };
      await expect(trainSolver(wrong)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    },
    120_000,
  );
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
