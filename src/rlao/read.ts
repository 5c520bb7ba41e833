import { first } from '../base/lists.ts';
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
import { messageOf, usageError, W4sError } from '../base/errors.ts';
import { configOfRun, isSearch } from '../run/index.ts';
import type { Attempt, RunTrajectories, Trajectory, TrajectoryCandidate, TrajectoryState } from './trajectory.ts';

/**
 * Reads the trajectories of runs, oldest run first.
 *
 * @param references Ids, names, or id prefixes. @default every run of `collect`: searches measure how well a meta-agent
 * does, and what they saw must not be trained on by accident
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
  assertRewardsAccuracy(run);
  const [candidates, actions] = [await candidatesOf(store, run.id), await actionsOf(store, run.id)];
  const attempts = attemptsByCandidate(actions);
  const states = placesByCandidate(actions);
  const raced = new Set(
    (await evaluationsOf(store, run.id)).filter(({ status }) => status === 'raced').map(({ id }) => id),
  );
  const accuracies = new Map(candidates.map(({ id, accuracy }) => [id, accuracy]));
  const candidate = (row: CandidateRow) =>
    candidateOf(row, {
      attempts: attempts.get(row.id) ?? [],
      raced: raced.has(row.evaluation_id ?? ''),
      previousAccuracy: accuracies.get(row.previous_id ?? '') ?? null,
    });
  const proposed = candidates.filter(({ turn }) => Number(turn) > 0);
  const [sampled, submitted] = [
    proposed.filter((row) => row.written_by === null),
    proposed.filter((row) => row.written_by !== null),
  ];
  const acted = sampled.map((row) => ({ state: states.get(row.id) ?? unplaced(row), candidate: candidate(row) }));
  return {
    runId: run.id,
    task: run.task,
    simulated: configOfRun(run).simulated === true,
    startAccuracy: bestScore(candidates.filter(({ turn }) => Number(turn) === 0)),
    trajectories: trajectoriesOf(run.id, statesOf(acted, submitted.map(candidate))),
  };
}

/** @throws usage error `other-objective` */
function assertRewardsAccuracy(run: Run): void {
  const { objective = 'accuracy' } = configOfRun(run).settings ?? {};
  if (objective === 'accuracy') return;
  throw usageError('other-objective', `Expected a run that was after accuracy, got \`${run.id}\`, after ${objective}`, {
    hint: 'The rewards that RLAO trains on are those of accuracy. Collect trajectories with `w4s collect`.',
  });
}

function bestScore(starts: readonly CandidateRow[]): number | null {
  const scores = starts.flatMap(({ accuracy }) => accuracy ?? []);
  return scores.length === 0 ? null : Math.max(...scores);
}

/** States are of one trajectory where their parents lead to the same one. */
function trajectoriesOf(runId: string, states: readonly TrajectoryState[]): Trajectory[] {
  const firsts = new Map<string, string>();
  for (const { id, parentId } of states) firsts.set(id, firsts.get(parentId ?? '') ?? id);
  const inside = Map.groupBy(states, ({ id }) => firsts.get(id));
  return [...inside.values()].map((one, number) => ({ id: `${runId}/e${number}`, states: one }));
}

type Place = Pick<TrajectoryState, 'id' | 'parentId'>;

/** In the order in which they were first acted in; a turn has one state. */
function statesOf(
  acted: readonly { state: Place; candidate: TrajectoryCandidate }[],
  submitted: readonly TrajectoryCandidate[],
): TrajectoryState[] {
  return [...Map.groupBy(acted, ({ state }) => state.id).values()].map((inside) => ({
    ...first(inside).state,
    candidates: inside.map(({ candidate }) => candidate),
    byPersons: submitted.filter(({ turn }) => turn === first(inside).candidate.turn),
  }));
}

function placesByCandidate(actions: readonly ActionRow[]): Map<string, Place> {
  return new Map(
    actions.flatMap(({ candidate_id: candidate, state_id: id, parent_state_id: parentId }) =>
      id === null ? [] : [[candidate, { id, parentId }]],
    ),
  );
}

/** Its action is on record before a candidate is. */
function unplaced({ id }: CandidateRow): never {
  throw unreadable(`Expected an action of \`${id}\` with its state to be stored, got none`);
}

function candidateOf(
  row: CandidateRow,
  { attempts, raced, previousAccuracy }: Pick<TrajectoryCandidate, 'attempts' | 'raced' | 'previousAccuracy'>,
): TrajectoryCandidate {
  return {
    id: row.id,
    turn: Number(row.turn),
    slot: Number(row.slot),
    status: row.status,
    accuracy: row.accuracy,
    reward: row.reward,
    previousAccuracy,
    advanced: Number(row.advanced) === 1,
    raced,
    attempts,
  };
}

function attemptsByCandidate(actions: readonly ActionRow[]): Map<string, Attempt[]> {
  // The m candidates of a state share one prompt text: parse and keep it once.
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

/** Only ids count: a server that returns tokens as text does not say how it split them. */
function idsOf({ tokens, candidate_id: id }: ActionRow): number[] | null {
  if (tokens === null) return null;
  const list = parse<(number | string)[]>(tokens, id);
  return list.length > 0 && list.every((token) => typeof token === 'number') ? list : null;
}

function parse<T>(text: string, where: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw unreadable(`Expected what is stored for \`${where}\` to be JSON: ${messageOf(error)}`, error);
  }
}

function unreadable(message: string, cause?: unknown): W4sError {
  return new W4sError('trajectory-unreadable', message, {
    cause,
    hint: 'Leave this run out of the data set: name the others with --run.',
  });
}
