import { slices } from '../statistics/index.ts';
import type { TaskItem } from '../task/contract.ts';
import type { EvaluationLog, EvaluationSummary } from './contract.ts';
import { type Dispatcher, localDispatcher } from './dispatcher.ts';
import { isMissing } from '../workflow/index.ts';
import type { ItemRun, ItemSetup } from './item.ts';
import { type MinibatchAgainst, openMinibatch } from './minibatch.ts';
import { type Race, type RaceAgainst, openRace } from './race.ts';
import { type Admission, roomForItem } from './room.ts';
import { statusOf } from './status.ts';
import { Tally } from './tally.ts';

export interface EvaluationProgress {
  /** Item runs that ended, of `planned`. */
  done: number;
  planned: number;
  /** Mean score so far; `null` before the first. */
  accuracy: number | null;
  missing: number;
}

/** What the evaluations of a run share. */
export interface EvaluationSetup extends ItemSetup, Admission {
  /** Runs an item, each with samples of its own. @default 1 */
  repeats?: number;
  /** Who runs the items. @default this process */
  dispatcher?: Dispatcher;
  log: EvaluationLog;
}

/** One evaluation: a workflow on items. */
export interface EvaluationRequest extends Pick<ItemRun, 'split' | 'purpose' | 'onFindings'> {
  evaluationId: string;
  /** For people: `turn 3, candidate 1`, `chain_of_thought.py`. */
  label: string;
  workflow: { code: string; hash: string };
  /**
   * Every candidate gets the same items in the same order: comparisons are in pairs, and racing cuts the same slices.
   */
  items: readonly TaskItem[];
  /** What it has to beat, else it may end before its last item. @default no race */
  race?: RaceAgainst | null;
  /** What it has to beat on its first items, else the others are not run. @default none */
  minibatch?: MinibatchAgainst | null;
  onProgress?: (progress: EvaluationProgress) => void;
}

interface Job {
  item: TaskItem;
  repeat: number;
}

/**
 * Evaluates a workflow and puts it on record; an evaluation that ended is read back, one that was interrupted goes on
 * where it stopped.
 *
 * @throws {W4sError} only when the log can't be written; what happens to an item is in its result.
 */
export async function evaluate(setup: EvaluationSetup, request: EvaluationRequest): Promise<EvaluationSummary> {
  const { log, task, repeats = 1 } = setup;
  const { evaluationId, workflow, label, split, items, purpose } = request;
  const earlier = await log.finished(evaluationId);
  if (earlier !== undefined) return earlier;
  await log.start({
    evaluationId,
    workflowHash: workflow.hash,
    label,
    split,
    repeats,
    task: task.name,
    phase: purpose.phase,
    candidateId: purpose.candidateId ?? null,
    planned: items.length * repeats,
  });
  const summary = await runItems(setup, request);
  await log.finish(summary);
  return summary;
}

/**
 * Results go to the log as they happen.
 * Items that went missing (provider, sandbox, scorer) get one more try after the pass.
 */
async function runItems(setup: EvaluationSetup, request: EvaluationRequest): Promise<EvaluationSummary> {
  const { repeats = 1, log } = setup;
  const { evaluationId, split, onProgress } = request;
  const dispatcher = setup.dispatcher ?? localDispatcher(setup, log);
  const items = inOrder(request);
  const startedAt = performance.now();
  const planned = items.length * repeats;
  const tally = new Tally();
  const known = new Map((await log.known(evaluationId)).map((result) => [keyOf(result.itemId, result.repeat), result]));
  const settled = new Set<string>();
  const races = await openRaces(log, request);
  let stopped = false;

  let ended = 0;
  let lost: Race | undefined;
  for (const end of sliceEnds(request)) {
    await pass(jobs(items.slice(ended, end), repeats));
    ended = end;
    lost = races.find((race) => race.isLost(tally.scores, planned));
    if (stopped || lost !== undefined) break;
  }
  if (!stopped && tally.missing > 0) {
    tally.forgetMissing();
    await pass(jobs(items.slice(0, ended), repeats));
  }

  const skippedByRacing = stopped ? 0 : planned - ended * repeats;
  const status = stopped ? 'stopped' : statusOf(tally, planned - skippedByRacing, skippedByRacing > 0);
  const summary = tally.summary({
    evaluationId,
    split,
    planned,
    skippedByRacing,
    status,
    wallMs: performance.now() - startedAt,
  });
  return lost === undefined || status !== 'raced'
    ? summary
    : { ...summary, accuracy: lost.estimate(tally.scores), interval: null, lostOn: lost.lostOn };

  /** One go over jobs; those that are settled are passed over. */
  async function pass(todo: Iterable<Job>): Promise<void> {
    const running = new Set<Promise<void>>();
    let broken: unknown;
    for (const job of todo) {
      const key = keyOf(job.item.id, job.repeat);
      if (settled.has(key)) continue;
      const earlier = known.get(key);
      if (earlier !== undefined) {
        // Counted only when its turn comes: a race must not see items that a first pass would not have had yet.
        settled.add(key);
        tally.add(earlier);
        continue;
      }
      const mayStart = (): boolean => !stopped && broken === undefined && setup.signal?.aborted !== true;
      const free = await roomForItem(setup, mayStart);
      if (free === undefined) {
        stopped = true;
        break;
      }
      const task = runJob(job, free)
        .catch((error: unknown) => void (broken ??= error))
        .finally(() => {
          free();
          running.delete(task);
        });
      running.add(task);
    }
    await Promise.all(running);
    if (broken !== undefined) throw broken;
  }

  async function runJob({ item, repeat }: Job, free: () => void): Promise<void> {
    const result = await dispatcher.run({ ...request, item, repeat }, free);
    const failureKind = result.failure?.kind ?? null;
    tally.add({ ...result, failureKind });
    if (failureKind === 'cap' || failureKind === 'interrupted') stopped = true;
    if (!isMissing(failureKind)) settled.add(keyOf(item.id, repeat));
    onProgress?.({
      done: tally.scored + tally.missing,
      planned,
      accuracy: tally.scored === 0 ? null : tally.sum / tally.scored,
      missing: tally.missing,
    });
  }
}

/** The minibatch first: what is lost there is no matter of the race. */
async function openRaces(log: EvaluationLog, { race, minibatch }: EvaluationRequest): Promise<Race[]> {
  return [...(minibatch ? [await openMinibatch(log, minibatch)] : []), ...(race ? [await openRace(log, race)] : [])];
}

/** The minibatch in its own order, then all other items in theirs. */
function inOrder({ items, minibatch }: EvaluationRequest): readonly TaskItem[] {
  if (!minibatch) return items;
  const place = new Map(minibatch.items.map((id, index) => [id, index]));
  return items.toSorted((a, b) => (place.get(a.id) ?? place.size) - (place.get(b.id) ?? place.size));
}

/** Without a race there is nothing to decide between slices, and a slice waits for its slowest item. */
function sliceEnds({ items, race, minibatch }: EvaluationRequest): number[] {
  const later = race ? slices(items.length) : [items.length];
  if (!minibatch) return later;
  const first = items.filter(({ id }) => minibatch.items.includes(id)).length;
  return first === 0 ? later : [first, ...later.filter((end) => end > first)];
}

function* jobs(items: readonly TaskItem[], repeats: number): Generator<Job> {
  for (const item of items) for (let repeat = 0; repeat < repeats; repeat++) yield { item, repeat };
}

function keyOf(itemId: string, repeat: number): string {
  return `${repeat}|${itemId}`;
}
