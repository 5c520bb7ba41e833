import type { NotNull } from 'kysely';
import { z } from 'zod';
import { type EvaluationSummary, costsOf } from '../evaluate/index.ts';
import type { ItemFailureKind } from '../workflow/index.ts';
import type { Json } from '../base/json.ts';
import type { SplitName } from '../task/contract.ts';
import type { PriceSnapshot } from '../model/index.ts';
import { proposalsOf } from '../proposals/index.ts';
import { readEvents, type RunConfig, configOfRun, kindOf, resultOfRun } from '../run/index.ts';
import { problemsOf } from './problems.ts';
import { inconclusive } from './missing.ts';
import {
  type Objective,
  type Standing,
  breakEven,
  objectiveOf,
  pairedDifference,
  rank,
  startToBeat,
} from '../statistics/index.ts';
import {
  type CandidateRow,
  type Evaluation,
  type Run,
  type Store,
  candidatesOf,
  evaluationsOf,
  failingResults,
  findRun,
  findingsOf,
  itemsOf,
  ledgerRows,
  openingsOf,
  openingsOfSplit,
  scoresOf,
  shownStatus,
} from '../store/index.ts';
import { ROUTER_AUTHOR, type Winners } from '../winners/index.ts';
import { bookNotes } from './book-notes.ts';
import type {
  CandidateReport,
  Contestant,
  CostLine,
  FailingItem,
  RunReport,
  SplitScore,
  StartReport,
} from './contract.ts';

/** Everything of one run, read once. */
export interface Facts {
  store: Store;
  run: Run;
  config: RunConfig;
  candidates: CandidateRow[];
  /** On which candidates are scored: a search opens the test split for its winner alone. */
  split: SplitName;
  /** By candidate and split. */
  evaluations: Map<string, EvaluationSummary>;
  /** Of the search: what the sealed test of the winner costs is no part of it. */
  costByCandidate: Map<string, number | null>;
}

/** Failing items shown, and candidates whose answers to them are. */
export const SHOWN_ITEMS = 24;

/** The report of a run, from what the store holds. Works at any time, also while the run goes on or after a crash. */
export async function runReport(store: Store, runId: string): Promise<RunReport> {
  const facts = await readFacts(store, runId);
  const { run, candidates, evaluations } = facts;
  const winner = candidates.find(({ id }) => id === run.winner_id);
  const first = startToBeat(
    candidates,
    (one) => standingOf(one, evaluations.get(`${one.id}/validation`)),
    searchObjective(facts),
  );
  const costs = await costLines(store, runId);
  const winnerContestant = winner === undefined ? null : contestant(facts, winner.id);
  const start = first === undefined ? null : startReport(facts, first);
  return {
    run: await runFacts(facts),
    turns: await turnReports(facts),
    proposals: await proposalsOf(store, runId),
    start,
    winner:
      winner === undefined || winnerContestant === null
        ? null
        : {
            ...winnerContestant,
            candidateId: winner.id,
            hash: winner.code_hash!,
            gain: await gain(store, winner, first),
          },
    failingItems: await failingItems(facts, [winner, first]),
    failures: sumFailures(evaluations.values()),
    costs,
    prices: priceLines(run),
    racing: racing(evaluations.values()),
    testOpenings: await openings(facts),
    testLooks: await testLooks(facts),
    winners: winnersOf(run),
    single: singleOf(facts),
    runnerUp: await runnerUp(facts, winner),
    breakEven:
      winnerContestant === null || start === null || winner === first
        ? null
        : breakEvenOf(winnerContestant, start, costs),
  };
}

/** As the run's result has them. */
function winnersOf(run: Run): Winners | null {
  return resultOfRun(run, z.looseObject({ winners: z.custom<Winners | null>().optional() }))?.winners ?? null;
}

function singleOf(facts: Facts): RunReport['single'] {
  const candidateId = winnersOf(facts.run)?.single?.candidate;
  const single = candidateId === undefined ? null : contestant(facts, candidateId);
  return single === null || candidateId === undefined ? null : { ...single, candidateId };
}

export async function readFacts(store: Store, runId: string): Promise<Facts> {
  const run = await findRun(store, runId);
  const config = configOfRun(run);
  const rows = await evaluationsOf(store, runId);
  const perCandidate = await store.db
    .selectFrom('calls')
    .where('run_id', '=', runId)
    .where('candidate_id', 'is not', null)
    .where('phase', '!=', 'test')
    .groupBy('candidate_id')
    .select(({ fn }) => [
      'candidate_id as id',
      fn.sum('cost_usd').as('cost'),
      fn.count('cost_usd').as('priced'),
      fn.countAll().as('all'),
    ])
    .$narrowType<{ id: NotNull }>()
    .execute();
  return {
    store,
    run,
    config,
    candidates: await candidatesOf(store, runId),
    split: kindOf(run) === 'workflows' ? ((config.split ?? 'validation') as SplitName) : 'validation',
    evaluations: new Map(
      rows.flatMap((row) => (row.summary === null ? [] : [[keyOf(row), JSON.parse(row.summary) as EvaluationSummary]])),
    ),
    costByCandidate: new Map(
      perCandidate.map(({ id, cost, priced, all }) => [id, Number(priced) < Number(all) ? null : Number(cost ?? 0)]),
    ),
  };
}

function keyOf({ candidate_id, split }: Evaluation): string {
  return `${candidate_id}/${split}`;
}

export async function runFacts({ store, run, config }: Facts): Promise<RunReport['run']> {
  const events = await readEvents(store, run.id);
  const settings = (config.settings ?? {}) as Record<string, Json>;
  return {
    id: run.id,
    name: run.name ?? run.id,
    task: run.task,
    metric: String(config.metric ?? 'score'),
    executor: String(config.executor),
    meta: config.meta ?? null,
    config: settings,
    seed: Number(settings.seed ?? config.seed ?? 0),
    startedAt: iso(run.created_at),
    finishedAt: run.finished_at === null ? null : iso(run.finished_at),
    status: shownStatus(run),
    stopReason: run.reason,
    simulated: config.simulated === true,
    warnings: [
      ...events.flatMap((event) => (event.type === 'warning-raised' ? [event.data.text] : [])),
      ...(await bookNotes(store, run)),
    ],
  };
}

async function turnReports(facts: Facts): Promise<RunReport['turns']> {
  const reports = await Promise.all(facts.candidates.map((candidate) => candidateReport(facts, candidate)));
  return [...Map.groupBy(reports, ({ turn }) => turn)].map(([turn, candidates]) => ({ turn, candidates }));
}

async function candidateReport(
  { store, candidates, split, evaluations, costByCandidate }: Facts,
  row: CandidateRow,
): Promise<CandidateReport> {
  const evaluation = evaluations.get(`${row.id}/${split}`);
  const findings = row.code_hash === null ? [] : await findingsOf(store, row.code_hash);
  return {
    id: row.id,
    turn: Number(row.turn),
    slot: Number(row.slot),
    parentId: row.parent_id,
    writtenBy: row.written_by,
    status: statusOf(row, evaluation),
    accuracy: evaluation?.accuracy ?? null,
    interval: evaluation?.interval ?? null,
    n: evaluation?.n ?? 0,
    reward: row.reward,
    repairs: Number(row.repairs),
    costUsd: costByCandidate.get(row.id) ?? (costByCandidate.has(row.id) ? null : 0),
    callsPerItem: evaluation?.callsPerItem ?? null,
    malformed: evaluation?.malformed ?? null,
    latencyMs: evaluation?.latencyMs ?? null,
    code: row.code ?? row.raw_code,
    parentCode: candidates.find(({ id }) => id === row.parent_id)?.code ?? null,
    analysis: row.analysis,
    findings: findings.map(({ rule, detail, line }) => ({
      kind: rule,
      detail,
      line: Number(line) === 0 ? null : Number(line),
    })),
    error:
      row.problem ??
      (evaluation?.accuracy === null
        ? inconclusive(evaluation, await problemsOf(store, evaluation.evaluationId))
        : null),
    failures: evaluation?.failures ?? {},
  };
}

function statusOf(
  { status, raw_code }: CandidateRow,
  evaluation: EvaluationSummary | undefined,
): CandidateReport['status'] {
  if (status === 'held') return 'held';
  if (status === 'skipped') return raw_code === null ? 'skipped' : 'crashed';
  if (evaluation?.status === 'raced') return 'raced';
  return status;
}

function contestant({ evaluations }: Facts, candidateId: string): Contestant | null {
  const validation = evaluations.get(`${candidateId}/validation`);
  const test = evaluations.get(`${candidateId}/test`);
  const basis = test ?? validation;
  if (basis === undefined) return null;
  return {
    validation: splitScore(validation),
    test: splitScore(test),
    costPerItemUsd: basis.costUsd === null || basis.n === 0 ? null : basis.costUsd / basis.n,
    callsPerItem: basis.callsPerItem,
    latencyMs: basis.latencyMs,
  };
}

function startReport(facts: Facts, { id, analysis }: CandidateRow): StartReport | null {
  const found = contestant(facts, id);
  return found === null ? null : { ...found, candidateId: id, name: analysis };
}

function splitScore(summary: EvaluationSummary | undefined): SplitScore | null {
  if (summary === undefined || summary.status === 'stopped') return null;
  return { accuracy: summary.accuracy, interval: summary.interval, n: summary.n, missing: summary.missing };
}

async function gain(store: Store, winner: CandidateRow, start: CandidateRow | undefined) {
  if (start === undefined || start.id === winner.id) return null;
  return pairedDifference(await scoresOf(store, `${winner.id}/test`), await scoresOf(store, `${start.id}/test`));
}

async function runnerUp(facts: Facts, winner: CandidateRow | undefined): Promise<RunReport['runnerUp']> {
  const { store, candidates, evaluations } = facts;
  // A router that was not shown to be better is none: it is out of the running.
  const others = candidates.filter(({ id, written_by: by }) => id !== winner?.id && by !== ROUTER_AUTHOR);
  const [second] = rank(
    others,
    (candidate) => standingOf(candidate, evaluations.get(`${candidate.id}/validation`)),
    searchObjective(facts),
  );
  if (winner === undefined || second === undefined) return null;
  const paired = pairedDifference(
    await scoresOf(store, `${winner.id}/validation`),
    await scoresOf(store, `${second.id}/validation`),
  );
  return paired === null ? null : { candidateId: second.id, paired };
}

/** What the run's search was after. */
function searchObjective({ config }: Facts): Objective {
  return objectiveOf(config.settings ?? {});
}

function standingOf({ accuracy, turn, slot }: CandidateRow, evaluation: EvaluationSummary | undefined): Standing {
  const complete = evaluation?.status === 'complete';
  return {
    ...(evaluation === undefined ? { callsPerItem: 0 } : costsOf(evaluation)),
    accuracy: complete ? accuracy : null,
    turn: Number(turn),
    slot: Number(slot),
  };
}

export async function failingItems(
  { store, run, split, evaluations }: Facts,
  shown: readonly (CandidateRow | undefined)[],
): Promise<FailingItem[]> {
  const byItem = new Map<string, FailingItem['attempts']>();
  for (const candidate of new Set(shown)) {
    if (candidate === undefined || !evaluations.has(`${candidate.id}/${split}`)) continue;
    const results = await failingResults(store, `${candidate.id}/${split}`, SHOWN_ITEMS);
    for (const { itemId, answer, failure, note } of results) {
      if (!byItem.has(itemId) && byItem.size >= SHOWN_ITEMS) continue;
      const attempt = {
        candidateId: candidate.id,
        answer,
        failure: failure?.kind ?? null,
        note: failure?.message ?? note ?? null,
      };
      byItem.set(itemId, [...(byItem.get(itemId) ?? []), attempt]);
    }
  }
  const items = await itemsOf(store, run.id, split, [...byItem.keys()]);
  return [...byItem].map(([itemId, attempts]) => failingItem(itemId, split, items.get(itemId), attempts));
}

/** The store holds golds only where they may be seen. */
export function failingItem(
  itemId: string,
  split: SplitName,
  item: { input: string; target: string | null } | undefined,
  attempts: FailingItem['attempts'],
): FailingItem {
  return {
    itemId,
    split,
    input: item?.input ?? '',
    expected: item?.target == null ? null : (JSON.parse(item.target) as Json),
    attempts,
  };
}

export function sumFailures(summaries: Iterable<EvaluationSummary>): RunReport['failures'] {
  const sums: Partial<Record<ItemFailureKind, number>> = {};
  for (const { failures } of summaries) {
    for (const [kind, count] of Object.entries(failures))
      sums[kind as ItemFailureKind] = (sums[kind as ItemFailureKind] ?? 0) + count;
  }
  return sums;
}

export async function costLines(store: Store, runId: string): Promise<CostLine[]> {
  return (await ledgerRows(store, runId)).map(
    ({ role, phase, completions, promptTokens, completionTokens, costUsd, unpricedCompletions }) => ({
      role,
      phase,
      calls: completions,
      promptTokens,
      completionTokens,
      costUsd: unpricedCompletions > 0 ? null : costUsd,
    }),
  );
}

export function priceLines(run: Run): RunReport['prices'] {
  return Object.entries(JSON.parse(run.prices) as PriceSnapshot).map(([model, price]) => ({
    model,
    inputUsdPerMillion: price?.inputUsdPerMillion ?? null,
    outputUsdPerMillion: price?.outputUsdPerMillion ?? null,
    source: price === null ? 'no known price' : 'as of the start of the run',
  }));
}

function racing(summaries: Iterable<EvaluationSummary>): RunReport['racing'] {
  let [skipped, planned, ran, cost] = [0, 0, 0, 0 as number | null];
  for (const summary of summaries) {
    if (summary.split !== 'validation') continue;
    skipped += summary.skippedByRacing;
    planned += summary.planned;
    ran += summary.n;
    cost = cost === null || summary.costUsd === null ? null : cost + summary.costUsd;
  }
  return skipped === 0
    ? null
    : { skipped, planned, savedUsd: cost === null || ran === 0 ? null : (cost / ran) * skipped };
}

export async function openings({ store, run, config }: Facts): Promise<RunReport['testOpenings']> {
  return (await openingsOf(store, run.id)).map(({ at, evaluation_id: id, reason }) => {
    const candidate = id
      .replace(/\/test$/, '')
      .split('/')
      .at(-1);
    return { at: iso(at), subject: `${candidate} (${reason})`, items: Number(config.test ?? 0) };
  });
}

export async function testLooks({ store, run: { id, task } }: Facts): Promise<RunReport['testLooks']> {
  const own = await openingsOf(store, id);
  const splitHash = own.find(({ split_hash: hash }) => hash !== null)?.split_hash ?? '';
  const { count, last } =
    own.length === 0 ? { count: 0, last: null } : await openingsOfSplit(store, { task, splitHash });
  return last === null ? null : { count, lastRun: last.run, lastAt: iso(last.at) };
}

function breakEvenOf(winner: Contestant, start: Contestant, costs: readonly CostLine[]): RunReport['breakEven'] {
  const search = costs.filter(({ phase }) => phase === 'search');
  const optimisationCostUsd = search.reduce<number | null>(
    (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
    0,
  );
  const split = winner.test !== null && start.test !== null ? 'test' : 'validation';
  const [reached, before] = [winner[split]?.accuracy ?? null, start[split]?.accuracy ?? null];
  if (reached === null || before === null) return null;
  return breakEven({
    optimisationCostUsd,
    workflow: { accuracy: reached, costPerItemUsd: winner.costPerItemUsd },
    start: { accuracy: before, costPerItemUsd: start.costPerItemUsd },
  });
}

function iso(ms: number): string {
  return new Date(Number(ms)).toISOString();
}
