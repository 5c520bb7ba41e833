import { withoutIdea } from '../environment/index.ts';
import type { Message } from '../model/contract.ts';
import { type JudgedCandidate, isJudged } from './recompute.ts';
import { type References, type RewardScale, brokenReward } from './reward-scale.ts';
import type { Attempt, RunTrajectories, TrajectoryCandidate } from './trajectory.ts';

/** `action`: the sampled completion; `repair`: the answer to an error message about it. */
export type RowKind = 'action' | 'repair';

/** 2 added `scores`. */
export const ROW_VERSION = 2;

/** The accuracies that a reward is computed from, on any scale. */
export interface RowScores extends References {
  /** v of this completion's workflow; `null` if it has none that runs. */
  accuracy: number | null;
}

/** A completion with its reward, before a method assigns a weight. */
export interface RewardedRow {
  version: 1 | typeof ROW_VERSION;
  /** `RUN/t01c0#0`: candidate and attempt. A copy made by resampling adds `~1`, `~2`, ... */
  id: string;
  /** `RUN/e0`: rows of one episode share prefixes. */
  episode: string;
  /** `RUN/t01`: the state that the candidate was sampled from. */
  state: string;
  task: string;
  /** From 1. */
  turn: number;
  /** 0 .. m-1. */
  slot: number;
  kind: RowKind;
  /** The prefix, without ideas that the action was told: assistant turns in it carry no loss. */
  messages: readonly Message[];
  /** The sampled text: the only text trained on. */
  completion: string;
  /** How sampling ended; after `length` (the token limit) do not train an end-of-turn token. */
  finish: 'stop' | 'length';
  /** Sampled token ids of `completion`, in the sampling model's tokenizer; `null` where none were stored. */
  tokens: readonly number[] | null;
  /** On the requested scale. */
  reward: number;
  /** Absent in version 1. */
  scores?: RowScores;
  /** Sampling time, ISO 8601: a chat template may write the date into the prompt. */
  at?: string;
  /** The row whose prompt this is, if states were shuffled. */
  promptOf?: string;
}

/** One line of the training data, schema version 2. */
export interface TrainingRow extends RewardedRow {
  /** Not negative. The scale does not matter: the trainer divides by the token-weighted mean. */
  weight: number;
}

/** Candidates without a reward, and completions that can't be learned from. */
export type RowLoss =
  | 'held'
  | 'stopped'
  | 'inconclusive'
  | 'raced'
  | 'unjudged'
  | 'empty'
  | 'content-filtered'
  | 'refused';

export interface RowsOfRun {
  rows: RewardedRow[];
  lost: Partial<Record<RowLoss, number>>;
}

/**
 * The rows of one run. Only sampled text is trained on:
 *
 * - a candidate that needed no repair gives one row: its sampled completion with its reward;
 * - a repaired one gives several: attempt 0 (`action`) with the reward of a broken program (0 in the paper), since what
 *   was sampled in the state did not run; its failed repairs (`repair`) with the same; and the repair that passed
 *   (`repair`) with the candidate's reward. Each row has the messages it was really sampled from, so the code before a
 *   repair never gets the reward of the repaired code;
 * - a skipped one gives the same rows, all with the reward of a broken program.
 *
 * Held, stopped, inconclusive and unjudged candidates have no reward: they are left out and counted, as are empty
 * completions and those that a server filtered or refused. A completion cut off at the token limit is kept, with
 * `finish: length`.
 */
export function rowsOf(
  { task, trajectories }: RunTrajectories,
  judged: ReadonlyMap<string, JudgedCandidate>,
  scale: RewardScale,
): RowsOfRun {
  const rows: RewardedRow[] = [];
  const lost: RowsOfRun['lost'] = {};
  const lose = (reason: RowLoss): void => void (lost[reason] = (lost[reason] ?? 0) + 1);
  for (const { id: episode, states } of trajectories) {
    for (const { id: state, candidates } of states) {
      for (const candidate of candidates) {
        const verdict = judged.get(candidate.id);
        if (candidate.raced) lose('raced');
        else if (!isJudged(candidate) || verdict === undefined) lose(unjudgedReason(candidate));
        else
          for (const attempt of candidate.attempts) {
            const reason = unusable(attempt);
            if (reason === undefined) rows.push(rowOf({ episode, state, task, candidate, attempt, verdict, scale }));
            else lose(reason);
          }
      }
    }
  }
  return { rows, lost };
}

interface Place {
  episode: string;
  state: string;
  task: string;
  candidate: TrajectoryCandidate;
  attempt: Attempt;
  /** The candidate's verdict, which is the last attempt's. */
  verdict: JudgedCandidate;
  scale: RewardScale;
}

function rowOf({ episode, state, task, candidate, attempt, verdict, scale }: Place): RewardedRow {
  const { reward, accuracy, ...references } = verdict;
  const runs = attempt === candidate.attempts.at(-1) && attempt.problem === null;
  return {
    version: ROW_VERSION,
    id: `${candidate.id}#${attempt.index}`,
    episode,
    state,
    task,
    turn: candidate.turn,
    slot: candidate.slot,
    kind: attempt.index === 0 ? 'action' : 'repair',
    messages: withoutIdea(attempt.messages),
    completion: attempt.completion,
    finish: attempt.outcome === 'truncated' ? 'length' : 'stop',
    tokens: attempt.tokens,
    reward: runs ? reward : brokenReward(scale, references),
    scores: { accuracy: runs ? accuracy : null, ...references },
    at: new Date(attempt.at).toISOString(),
  };
}

function unjudgedReason({ status }: TrajectoryCandidate): RowLoss {
  return status === 'held' || status === 'stopped' || status === 'inconclusive' ? status : 'unjudged';
}

function unusable({ outcome, completion }: Attempt): RowLoss | undefined {
  if (outcome === 'filtered') return 'content-filtered';
  if (outcome === 'refused') return 'refused';
  return completion.trim() === '' ? 'empty' : undefined;
}
