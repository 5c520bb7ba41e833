/**
 * The comparison of docs/real-models.md: trajectories on tasks that may be seen, trainings, searches on held-out tasks,
 * workflows by hand, tables. Every stage keeps what is there, so the same command goes on after an interruption.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import PQueue from 'p-queue';
import { armSummaries, compareArms } from '../src/lab/replication/analyse.ts';
import { testByHand } from '../src/lab/replication/by-hand.ts';
import {
  type Measured,
  cellsCsv,
  joined,
  measuredOf,
  proposalsCsv,
  readMeasured,
} from '../src/lab/replication/cells.ts';
import { collectAll } from '../src/lab/replication/collect.ts';
import { convertedFiles } from '../src/lab/replication/convert.ts';
import { learnAll } from '../src/lab/replication/learn.ts';
import { fileModels, patientConfig, servedModels } from '../src/lab/replication/models.ts';
import type { Models, Place } from '../src/lab/replication/place.ts';
import { DESIGNS } from '../src/lab/replication/real.ts';
import { searchAll } from '../src/lab/replication/search.ts';
import { armsTable, comparisonsTable, familiesTable, outcomesText } from '../src/lab/replication/text.ts';
import { testVotes } from '../src/lab/replication/vote.ts';
import { openStore } from '../src/store/index.ts';

const STAGES = ['collect', 'learn', 'search', 'by-hand', 'tables'] as const;
const HELP = `npm run replicate -- --executor MODEL --meta MODEL --base MODEL

  --executor            a GGUF file, or http://host:port/v1#name
  --meta                the untrained meta-agent, likewise; a server must take adapters (\`w4s_trainer serve\`, vLLM)
  --base                what is trained: a GGUF file, a folder, or a Hugging Face name
  --out DIR             store, models, tables (default .w4s/real)
  --design NAME         ${Object.keys(DESIGNS).join(', ')} (default real)
  --stage LIST          of ${STAGES.join(', ')} (default all)
  --learners LIST       only these (default all)
  --seeds LIST          only these trainings (default all): each needs nothing of the others, so that several machines,
                        or one after the other, can each do some
  --join LIST           tables: folders with the cells.csv and proposals.csv of others, to be joined with this one's
  --side-by-side N      runs at a time (default 3)
  --concurrency N       item runs at a time of each (default 16)
  --hours H             start nothing new after that (default no limit)
  --data DIR            benchmark data (default a download cache)
  --trainer-args LIST   further options of the trainer, comma-separated

The same command goes on where it stopped. Ctrl-C finishes what runs, which may take minutes; a second one breaks it off.`;

const { values } = parseArgs({
  options: {
    executor: { type: 'string' },
    meta: { type: 'string' },
    base: { type: 'string' },
    help: { type: 'boolean' },
    out: { type: 'string', default: '.w4s/real' },
    design: { type: 'string', default: 'real' },
    stage: { type: 'string', default: STAGES.join(',') },
    learners: { type: 'string' },
    seeds: { type: 'string' },
    join: { type: 'string' },
    'side-by-side': { type: 'string', default: '3' },
    concurrency: { type: 'string', default: '16' },
    hours: { type: 'string' },
    data: { type: 'string' },
    'trainer-args': { type: 'string', default: '' },
  },
});
if (values.help === true) stop(HELP);
const named = DESIGNS[values.design] ?? stop(HELP);
const only = values.learners?.split(',');
const seeds = values.seeds?.split(',').map(Number) ?? named.seeds;
const design = { ...named, seeds, learners: named.learners.filter(({ name }) => only?.includes(name) ?? true) };
const stages = values.stage.split(',');
const folder = resolve(values.out);
mkdirSync(folder, { recursive: true });
const store = await openStore(join(folder, 'store.db'));
const stopping = new AbortController();
process.on('SIGINT', interrupted);
if (values.hours !== undefined) setTimeout(() => stopping.abort(), Number(values.hours) * 3_600_000).unref();
const begun = performance.now();
const needsModels = stages.some((stage) => stage !== 'tables' && stage !== 'learn');
const models = needsModels ? modelsOf() : undefined;
const place: Place = {
  design,
  store,
  models: models as Models,
  dataDir: values.data,
  env: process.env,
  config: patientConfig([values.executor, values.meta]),
  stopping: stopping.signal,
  queue: new PQueue({ concurrency: Number(values['side-by-side']) }),
  concurrency: Number(values.concurrency),
  onText: say,
};

try {
  if (stages.includes('collect')) await stage('collect', collectAll(place));
  if (stages.includes('learn'))
    await stage('learn', learnAll(place, values.base ?? stop(HELP), values['trainer-args'].split(',').filter(Boolean)));
  if (stages.includes('search')) await stage('search', searchAll(place));
  if (stages.includes('by-hand'))
    await stage(
      'by-hand',
      testByHand(place).then(() => testVotes(place)),
    );
  if (stages.includes('tables')) await writeTables();
} finally {
  await models?.close();
  await store.close();
}

async function stage(name: string, work: Promise<void>): Promise<void> {
  say(`${name} begins`);
  await work;
  say(`${name} ${stopping.signal.aborted ? 'was stopped; the same command goes on' : 'is done'}`);
}

async function writeTables(): Promise<void> {
  const own = await measuredOf(store, named);
  const measured = joined([own, ...others()]);
  const arms = armSummaries(measured);
  const text = [
    armsTable(arms),
    outcomesText(),
    ...(['test', 'proposal', 'broken', 'zero', 'silent'] as const).map((outcome) =>
      comparisonsTable(compareArms(measured, design.pairs, outcome)),
    ),
    familiesTable(
      measured.cells,
      arms.map(({ arm }) => arm),
    ),
  ].join('\n\n');
  writeFileSync(join(folder, 'cells.csv'), cellsCsv(own.cells));
  writeFileSync(join(folder, 'proposals.csv'), proposalsCsv(own.proposals));
  writeFileSync(join(folder, 'tables.md'), `${text}\n`);
  console.log(text);
}

/** What was measured elsewhere. */
function others(): Measured[] {
  const folders = values.join?.split(',') ?? [];
  const read = (other: string, file: string): string => readFileSync(join(other, file), 'utf8');
  return folders.map((other) => readMeasured(read(other, 'cells.csv'), read(other, 'proposals.csv')));
}

function modelsOf(): Models & { close(): Promise<void> } {
  const { executor = stop(HELP), meta = stop(HELP) } = values;
  if (meta.startsWith('http')) return { ...servedModels({ store, executor, meta }), close: async () => undefined };
  return fileModels({ executor, meta, fileOf: convertedFiles(store) });
}

/** Nothing is lost by breaking off: what was asked and answered is in the store. */
function interrupted(): void {
  if (stopping.signal.aborted) process.exit(130);
  stopping.abort();
  say('stopping; what runs is finished first, Ctrl-C again breaks it off');
}

function say(text: string): void {
  const minutes = (performance.now() - begun) / 60_000;
  console.error(`[${minutes.toFixed(1)} min] ${text}`);
}

function stop(text: string): never {
  console.error(text);
  process.exit(2);
}
