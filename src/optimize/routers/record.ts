import { candidateId } from '../../base/candidate-id.ts';
import type { RunnableCandidate } from '../../environment/index.ts';
import { validationOf } from '../../environment/index.ts';
import { type EvaluationStart, type ItemResult, assemble } from '../../evaluate/index.ts';
import { type Store, resultsOn } from '../../store/index.ts';
import type { Task } from '../../task/contract.ts';
import { ROUTER_AUTHOR, howOf } from '../../winners/index.ts';
import { type Router, composeRouted, scanWorkflow, workflowHash } from '../../workflow/index.ts';
import type { OpenRun } from '../open-run.ts';
import type { Finalist } from '../select.ts';
import type { Program, Trial } from './contract.ts';
import { routedResult } from './results.ts';

/** Where a router stands in its run: after the last turn. */
export interface RouterPlace {
  id: string;
  turn: number;
  slot: number;
}

export function placeOf(runId: string, lastTurn: number, slot: number): RouterPlace {
  return { id: candidateId(runId, lastTurn + 1, slot), turn: lastTurn + 1, slot };
}

/** Puts a router on record as a candidate like any other: it is shown, run, compared and published as they are. */
export async function proposeRouter(
  { environment, session }: OpenRun,
  router: Router,
  { place, programs }: { place: RouterPlace; programs: readonly Program[] },
): Promise<RunnableCandidate> {
  const texts = new Map(programs.map(({ name, finalist }) => [name, finalist.candidate.code]));
  const code = composeRouted({ router, programs: texts, kind: environment.task.kind });
  const candidate: RunnableCandidate = {
    ...place,
    code,
    hash: workflowHash(code),
    rawCode: null,
    analysis: `A router over ${router.programs.join(', ')}: ${howOf(router)}.`,
    attempts: [],
    problem: null,
    parentId: programs[0]?.finalist.candidate.id ?? null,
    previousId: null,
    writtenBy: ROUTER_AUTHOR,
    findings: (await scanWorkflow(code, session.sandbox)).findings,
  };
  await environment.recorder.proposed(candidate);
  return candidate;
}

/**
 * What came of a router: its evaluation holds what the programs that it chose made of each validation item, and nothing
 * is run again.
 * @returns `undefined` where too little of it is scored
 */
export async function recordRouter(
  { environment, session, plan }: OpenRun,
  trial: Trial,
  { candidate, programs }: { candidate: RunnableCandidate; programs: readonly Program[] },
): Promise<Finalist | undefined> {
  const { recorder, log, task, repeats = 1 } = environment;
  const results: ItemResult[] = [];
  for (const { id } of plan.validation)
    for (let repeat = 0; repeat < repeats; repeat++)
      results.push(await resultOn(session.store, { itemId: id, repeat }, trial, programs));
  const evaluation = await assemble(
    log,
    startOf(candidate, trial.router, { task, repeats, planned: results.length }),
    results,
  );
  const { accuracy } = evaluation;
  const status = evaluation.status === 'complete' ? 'scored' : 'inconclusive';
  const finalist = { candidate, status, evaluation, accuracy, feedback: null, reward: null, entry: null } as const;
  await recorder.judged(finalist);
  return status === 'scored' ? finalist : undefined;
}

async function resultOn(
  store: Store,
  { itemId, repeat }: Pick<ItemResult, 'itemId' | 'repeat'>,
  { pickOn }: Trial,
  programs: readonly Program[],
): Promise<ItemResult> {
  const picked = pickOn(itemId, repeat);
  const chosen = programs.find(({ name }) => name === picked.program)?.finalist.evaluation;
  const results = chosen === undefined ? [] : await resultsOn(store, chosen.evaluationId, itemId);
  return routedResult(
    { itemId, repeat },
    picked,
    results.find((one) => one.repeat === repeat),
  );
}

function startOf(
  { id, hash }: RunnableCandidate,
  { kind }: Router,
  { task, repeats, planned }: Pick<EvaluationStart, 'repeats' | 'planned'> & { task: Task },
): EvaluationStart {
  return {
    evaluationId: validationOf(id),
    candidateId: id,
    workflowHash: hash,
    label: kind === 'rule' ? 'rule as router, cross-fitted' : 'executor as router',
    task: task.name,
    split: 'validation',
    phase: 'search',
    repeats,
    planned,
  };
}
