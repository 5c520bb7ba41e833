import { SYNTAX_PROBLEM } from '../environment/index.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import {
  type ActionRow,
  type CandidateRow,
  type Store,
  actionsOf,
  candidatesOf,
  evaluationsOf,
} from '../store/index.ts';
import { extractWorkflow } from '../workflow/index.ts';
import type { Proposal } from './proposal.ts';
import { type Proposals, tallyProposals } from './tally.ts';

/** Outcomes of the workflows written in a run. Works at any time, also while the run is going. */
export async function proposalsOf(store: Store, runId: string): Promise<Proposals> {
  return tallyProposals(await readProposals(store, runId));
}

/** One by one, in order of turn and slot; the starting workflows are turn 0. */
export async function readProposals(store: Store, runId: string): Promise<Proposal[]> {
  const firsts = new Map(
    (await actionsOf(store, runId))
      .filter(({ attempt }) => Number(attempt) === 0)
      .map((action) => [action.candidate_id, action]),
  );
  const evaluations = new Map((await evaluationsOf(store, runId)).map((row) => [row.id, row]));
  const earns = await earnsBy(store, runId);
  return (await candidatesOf(store, runId)).map((row) => {
    const id = row.evaluation_id ?? '';
    const summary = JSON.parse(evaluations.get(id)?.summary ?? 'null') as EvaluationSummary | null;
    return proposalOf(row, {
      first: firsts.get(row.id),
      summary,
      earns: earns.get(id) ?? (row.accuracy ?? 0) > 0,
    });
  });
}

interface Known {
  first: ActionRow | undefined;
  summary: EvaluationSummary | null;
  /** Whether any item earned anything. */
  earns: boolean;
}

function proposalOf(row: CandidateRow, { first, summary, earns }: Known): Proposal {
  const raced = summary?.status === 'raced';
  return {
    turn: Number(row.turn),
    slot: Number(row.slot),
    byPerson: row.written_by !== null,
    status: row.status,
    first: firstOf(first),
    repairs: Number(row.repairs),
    broken: row.code === null || row.status === 'skipped',
    accuracy: row.status === 'scored' && !raced ? row.accuracy : null,
    raced,
    zero: !earns,
    calls: summary?.calls ?? null,
  };
}

function firstOf(action: ActionRow | undefined): Proposal['first'] {
  if (action === undefined || action.problem === null) return 'passed';
  const holdsOne = extractWorkflow(action.completion).ok && !action.problem.startsWith(SYNTAX_PROBLEM);
  return holdsOne ? 'failed' : 'unreadable';
}

/**
 * Whether anything was earned, by evaluation with a score: a raced candidate's score is an estimate, which may hide
 * a 0. The first item that earned something ends the look at an evaluation.
 */
async function earnsBy(store: Store, runId: string): Promise<Map<string, boolean>> {
  const rows = await store.db
    .selectFrom('evaluations')
    .where('run_id', '=', runId)
    .where('phase', '!=', 'test')
    .select(({ exists, selectFrom }) => {
      const results = selectFrom('item_results')
        .select('item_id')
        .whereRef('evaluation_id', '=', 'evaluations.id')
        .limit(1);
      return [
        'id',
        exists(results.where('score', 'is not', null)).as('scored'),
        exists(results.where('score', '>', 0)).as('earns'),
      ];
    })
    .execute();
  return new Map(rows.flatMap(({ id, scored, earns }) => (scored ? [[id, Boolean(earns)]] : [])));
}
