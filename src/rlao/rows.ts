import type { Message } from '../model/contract.ts';
import { isJudged } from './recompute.ts';
import type { Attempt, RunTrajectories, TrajectoryCandidate } from './trajectory.ts';

/** `action`: the sampled completion; `repair`: an answer to what was wrong with it. */
export type RowKind = 'action' | 'repair';

export const ROW_VERSION = 1;

/** A completion with its reward, before a method gave it a weight. */
export interface RewardedRow {
  version: typeof ROW_VERSION;
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
  /** The prefix: assistant turns in it carry no loss. */
  messages: readonly Message[];
  /** What was sampled, and all that is trained. */
  completion: string;
  /** How sampling ended; after `length` (the token limit) no end-of-turn token may be trained. */
  finish: 'stop' | 'length';
  /** Sampled token ids of `completion`, of the model that sampled them; `null` where none were stored. */
  tokens: readonly number[] | null;
  reward: number;
  /** When it was sampled, ISO 8601: a chat template may write the day into the prompt. */
  at?: string;
}

/** One line of the training data, schema version 1. */
export interface TrainingRow extends RewardedRow {
  /** Not negative. Scale does not matter: the trainer divides by the token-weighted mean. */
  weight: number;
}

/** Candidates without a reward, and completions that can't be learned from. */
export type RowLoss = 'held' | 'stopped' | 'inconclusive' | 'raced' | 'unjudged' | 'no-completion' | 'empty' | 'content-filtered' | 'refused';

export interface RowsOfRun {
  rows: RewardedRow[];
  lost: Partial<Record<RowLoss, number>>;
}

/**
 * The rows of one run. What is trained is what was sampled:
 *
 * - a candidate that needed no repair is one row, its sampled completion with its reward;
 * - a repaired one is several: attempt 0 (`action`) with reward 0, since what was sampled in the state did not run; its
 *   failed repairs (`repair`) with reward 0; and the repair that passed (`repair`) with the candidate's reward. Each has
 *   the messages that it was really sampled from, so the reward of repaired code never goes to the code before repair;
 * - a skipped one is the same with reward 0 throughout.
 *
 * Held, stopped, inconclusive and unjudged candidates have no reward and are left out and counted; so are completions
 * that a server filtered or refused, or that are empty. One that was cut at the token limit is kept with `finish: length`.
 */
export function rowsOf({ task, trajectories }: RunTrajectories, rewards: ReadonlyMap<string, number>): RowsOfRun {
  const rows: RewardedRow[] = [];
  const lost: RowsOfRun['lost'] = {};
  const lose = (reason: RowLoss): void => void (lost[reason] = (lost[reason] ?? 0) + 1);
  for (const { id: episode, states } of trajectories) {
    for (const { id: state, candidates } of states) {
      for (const candidate of candidates) {
        const reward = rewards.get(candidate.id);
        if (!isJudged(candidate) || reward === undefined) lose(unjudgedReason(candidate));
        else if (candidate.raced) lose('raced');
        else if (candidate.attempts.length === 0) lose('no-completion');
        else for (const attempt of candidate.attempts) {
          const reason = unusable(attempt);
          if (reason === undefined) rows.push(rowOf({ episode, state, task, candidate, attempt, reward }));
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
  /** Of the candidate: the last attempt's. */
  reward: number;
}

function rowOf({ episode, state, task, candidate, attempt, reward }: Place): RewardedRow {
  const isLast = attempt === candidate.attempts.at(-1);
  return {
    version: ROW_VERSION, id: `${candidate.id}#${attempt.index}`, episode, state, task, turn: candidate.turn, slot: candidate.slot,
    kind: attempt.index === 0 ? 'action' : 'repair',
    messages: attempt.messages, completion: attempt.completion, finish: attempt.outcome === 'truncated' ? 'length' : 'stop', tokens: attempt.tokens,
    reward: isLast && attempt.problem === null ? reward : 0, at: new Date(attempt.at).toISOString(),
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
