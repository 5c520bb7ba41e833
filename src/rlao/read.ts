import { stateId } from '../base/candidate-id.ts';
import type { ChoiceOutcome, Message } from '../model/contract.ts';
import {
  type ActionRow,
  type CandidateRow,
  type Run,
  type Store,
  actionsOf,
  candidatesOf,
  evaluationsOf,
  findRun,
  recentRuns,
} from '../store/index.ts';
import { messageOf, W4sError } from '../base/errors.ts';
import { isSearch } from '../run/index.ts';
import type { Attempt, RunTrajectories, Trajectory, TrajectoryCandidate, TrajectoryState } from './trajectory.ts';

/**
 * Reads the trajectories of runs, oldest run first.
 *
 * @param references Ids, names, or beginnings of ids. @default every run of `collect`: searches are for finding out how
 * well a meta-agent does, and what they saw must not be trained on by accident
 * @throws usage error `unknown-run`; {W4sError} `trajectory-unreadable` for a damaged row.
 */
export async function readTrajectories(store: Store, references?: readonly string[]): Promise<RunTrajectories[]> {
  const runs =
    references === undefined
      ? await collected(store)
      : await Promise.all(references.map((reference) => findRun(store, reference, isSearch)));
  const unique = [...new Map(runs.map((run) => [run.id, run])).values()].toSorted(
    (a, b) => Number(a.created_at) - Number(b.created_at) || (a.id < b.id ? -1 : 1),
  );
  const read: RunTrajectories[] = [];
  for (const run of unique) {
    const one = await readRun(store, run);
    if (references !== undefined || one.trajectories.length > 0) read.push(one);
  }
  return read;
}

async function collected(store: Store): Promise<Run[]> {
  return (await recentRuns(store, Number.MAX_SAFE_INTEGER)).filter(({ command }) => command === 'collect');
}

async function readRun(store: Store, run: Run): Promise<RunTrajectories> {
  const [candidates, actions] = [await candidatesOf(store, run.id), await actionsOf(store, run.id)];
  const config = parse<{ simulated?: boolean; settings?: { horizon?: number | null } }>(run.config, run.id);
  const horizon = config.settings?.horizon ?? null;
  const attempts = attemptsByCandidate(actions);
  const raced = new Set(
    (await evaluationsOf(store, run.id)).filter(({ status }) => status === 'raced').map(({ id }) => id),
  );
  const proposed = candidates
    .filter(({ turn }) => Number(turn) > 0)
    .map((row) => candidateOf(row, attempts.get(row.id) ?? [], raced.has(row.evaluation_id ?? '')));
  return {
    runId: run.id,
    task: run.task,
    horizon,
    simulated: config.simulated === true,
    startAccuracy: bestScore(candidates.filter(({ turn }) => Number(turn) === 0)),
    trajectories: cut(run.id, statesOf(run.id, proposed), horizon),
  };
}

function bestScore(starts: readonly CandidateRow[]): number | null {
  const scores = starts.flatMap(({ accuracy }) => accuracy ?? []);
  return scores.length === 0 ? null : Math.max(...scores);
}

/** The run's states, cut where the horizon reset them: after every K turns. */
function cut(runId: string, states: readonly TrajectoryState[], horizon: number | null): Trajectory[] {
  const episodes = Map.groupBy(states, ({ turn }) => (horizon === null ? 0 : Math.floor((turn - 1) / horizon)));
  return [...episodes].map(([number, inside]) => ({ id: `${runId}/e${number}`, states: inside }));
}

function statesOf(runId: string, candidates: readonly TrajectoryCandidate[]): TrajectoryState[] {
  return [...Map.groupBy(candidates, ({ turn }) => turn)].map(([turn, inside]) => ({
    id: stateId(runId, turn),
    turn,
    candidates: inside,
  }));
}

function candidateOf(row: CandidateRow, attempts: readonly Attempt[], raced: boolean): TrajectoryCandidate {
  return {
    id: row.id,
    turn: Number(row.turn),
    slot: Number(row.slot),
    status: row.status,
    accuracy: row.accuracy,
    reward: row.reward,
    advanced: Number(row.advanced) === 1,
    raced,
    attempts,
  };
}

function attemptsByCandidate(actions: readonly ActionRow[]): Map<string, Attempt[]> {
  // The m candidates of a state were sampled from the same text: parsed once, it is kept once.
  const parsed = new Map<string, readonly Message[]>();
  const messagesOf = (row: ActionRow): readonly Message[] => {
    const known = parsed.get(row.messages) ?? parse<readonly Message[]>(row.messages, row.candidate_id);
    parsed.set(row.messages, known);
    return known;
  };
  const grouped = Map.groupBy(actions, ({ candidate_id: id }) => id);
  return new Map([...grouped].map(([id, rows]) => [id, rows.map((row) => attemptOf(row, messagesOf(row)))]));
}

function attemptOf(row: ActionRow, messages: readonly Message[]): Attempt {
  return {
    index: Number(row.attempt),
    messages,
    completion: row.completion,
    outcome: row.outcome as ChoiceOutcome,
    tokens: idsOf(row),
    model: row.model,
    completionTokens: Number(row.completion_tokens),
    problem: row.problem,
    at: Number(row.created_at),
  };
}

/** Only ids count: a server that returns tokens as text does not say how they were cut. */
function idsOf({ tokens, candidate_id: id }: ActionRow): number[] | null {
  if (tokens === null) return null;
  const list = parse<(number | string)[]>(tokens, id);
  return list.length > 0 && list.every((token) => typeof token === 'number') ? list : null;
}

function parse<T>(text: string, where: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new W4sError(
      'trajectory-unreadable',
      `Expected what is stored for \`${where}\` to be JSON: ${messageOf(error)}`,
      {
        cause: error,
        hint: 'Leave this run out of the data set: name the others with --run.',
      },
    );
  }
}
