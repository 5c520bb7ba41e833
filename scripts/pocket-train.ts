/**
 * Trains the pocket models from nothing and packs them: executors and meta-agent from scratch, trajectories, the
 * learners, profiles, weights with manifest and card. Every stage keeps what is there, so the same command goes on
 * after an interruption. `--out DIR` (default .w4s/pocket), `--threads N` of each of the two trainings side by side,
 * `--publish DIR` (default models).
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createGate } from '../src/evaluate/index.ts';
import { partsOf, runTrainer, trainBase } from '../src/lab/pocket-training/base.ts';
import { writeCard } from '../src/lab/pocket-training/card.ts';
import { collectTrajectories, learn } from '../src/lab/pocket-training/learn.ts';
import { type ProfileLine, profile } from '../src/lab/pocket-training/profile.ts';
import { publish } from '../src/lab/pocket-training/publish.ts';
import { LEARNERS } from '../src/lab/pocket-training/recipe.ts';
import { POCKET_FAMILIES, proveDisjoint } from '../src/providers/pocket-tasks/index.ts';
import { type TrainingProgress, prepareTrainer } from '../src/trainer/index.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.w4s/pocket' },
    publish: { type: 'string', default: 'models' },
    threads: { type: 'string', default: '1' },
  },
});
const folder = resolve(values.out);
mkdirSync(folder, { recursive: true });
proveDisjoint(POCKET_FAMILIES);
say('The splits share no template and no word.');

const environment = await prepareTrainer({ onProgress: say });
const place = { folder, environment, threads: Number(values.threads), onProgress: tell };
const staged = join(folder, 'models');
const env = { ...process.env, W4S_POCKET: staged };
const store = join(folder, 'trajectories.db');
// Two at a time: the second executor is only compared with, so that the learners need not wait for it.
const meta = trainBase('meta', place);
await untilInterrupted(
  Promise.all([
    Promise.all([meta, trainBase('executor', place)]).then(trainLearners),
    meta.then(() => trainBase('executor-b', place)),
  ]),
);
await publish(folder, staged);

const target = resolve(values.publish);
const bytes = await publish(folder, target);
if (!existsSync(join(target, 'meta-base')))
  await runTrainer(
    'meta',
    ['merge', '--base', partsOf(folder, 'meta').model, '--out', join(target, 'meta-base'), '--dtype', 'bf16'],
    place,
  );
const profiles: Record<string, ProfileLine[]> = {};
for (const executor of ['executor', 'executor-b']) {
  profiles[executor] = await profile({
    executor: `pocket:${executor}`,
    items: 64,
    store,
    folder: join(folder, 'profile'),
    env,
    onLine: (line) => say(`${executor}: ${JSON.stringify(line)}`),
  });
}
await writeCard({ folder, target, profiles });
say(`${(bytes / 1e6).toFixed(1)} MB in ${values.publish}`);

async function trainLearners(): Promise<void> {
  await publish(folder, staged);
  const { candidates, calls } = await collectTrajectories({
    store,
    env,
    onEvent: ({ type, data }) => {
      if (type === 'turn-finished') say(`${JSON.stringify(data)}`);
    },
  });
  say(`${candidates} new candidates, ${calls} calls`);
  const gate = createGate(2);
  await Promise.all(
    LEARNERS.map(async ({ name }) => {
      const leave = await gate.enter();
      await learn(name, store, place).finally(leave);
    }),
  );
}

function tell(name: string, { step, steps, smoothedLoss, etaS }: TrainingProgress): void {
  if (step % 20 !== 0 && step < steps) return;
  const minutes = Math.ceil((etaS ?? 0) / 60);
  say(`${name}: step ${step} of ${steps}, loss ${smoothedLoss?.toFixed(3) ?? '-'}, ${minutes} min left`);
}

/** Trainers end with a checkpoint at Ctrl-C, which reaches them as well. */
async function untilInterrupted(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === 'AbortError')) throw error;
    say(error.message);
    process.exit(130);
  }
}

function say(text: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
}
