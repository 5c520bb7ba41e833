import type { ChoiceOutcome, Message } from '../model/contract.ts';
import type { CandidateStatus } from '../store/index.ts';

/** One completion of the meta-agent: attempt 0 is the sampled action, the others its repairs. */
export interface Attempt {
  index: number;
  /** The prompt it was sampled from. Candidates of one state share the array. */
  messages: readonly Message[];
  completion: string;
  outcome: ChoiceOutcome;
  /** Sampled token ids; `null` where the server gave none. */
  tokens: readonly number[] | null;
  model: string;
  completionTokens: number;
  /** The error; `null` when it passed its trial. */
  problem: string | null;
  /** Sampling time, milliseconds since 1970. */
  at: number;
}

/** One of the m actions sampled from a state, with its outcome. */
export interface TrajectoryCandidate {
  /** `run/t01c0` */
  id: string;
  turn: number;
  slot: number;
  status: CandidateStatus;
  accuracy: number | null;
  /** As stored; `null` where the candidate was never judged. */
  reward: number | null;
  /** As stored: what a reward of 0.5 had to exceed; `null` for nothing, and where an older version wrote it. */
  previousAccuracy: number | null;
  /** Whether it advanced the state. */
  advanced: boolean;
  /** Whether it lost a race, so that its score is an estimate: rewards need full scores. */
  raced: boolean;
  attempts: readonly Attempt[];
}

/** s_t with the candidates sampled from it. */
export interface TrajectoryState {
  /** `run/t01` */
  id: string;
  /** s_(t-1) of its trajectory; `null` where it begins one. */
  parentId: string | null;
  candidates: readonly TrajectoryCandidate[];
  /** What persons wrote in its turn: no actions, but rewards after it are judged against their scores too. */
  byPersons: readonly TrajectoryCandidate[];
}

/** From one reset of the state to the next: at most K turns (W4S, section 3: K = 2). */
export interface Trajectory {
  /** `run/e0` */
  id: string;
  states: readonly TrajectoryState[];
}

/** All trajectories of one run. Rewards depend on the whole run, so its start and its order belong here. */
export interface RunTrajectories {
  runId: string;
  task: string;
  /** A model was a simulator. */
  simulated: boolean;
  /** v_0: accuracy of the best starting workflow; `null` without one, or if it could not be scored. */
  startAccuracy: number | null;
  trajectories: readonly Trajectory[];
}
