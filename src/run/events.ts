import type { Reward, TransitionStatus } from '../environment/index.ts';
import type { Interval } from '../statistics/index.ts';
import { type Store, appendEvent, eventsOf } from '../store/index.ts';

/** Which candidate an event is about. */
interface OfCandidate {
  /** `RUN/t03c1` */
  candidate: string;
  /** 0 for a workflow that the search started from. */
  turn: number;
  /** Within its turn. */
  slot: number;
  /** The person who wrote it; absent for what the meta-agent wrote. */
  writtenBy?: string;
}

/** What became of a candidate. */
export interface Judged extends OfCandidate {
  status: TransitionStatus;
  accuracy: number | null;
  interval: Interval | null;
  /** Items with a score. */
  n: number;
  reward: Reward | null;
  callsPerItem: number | null;
  /** Item runs that racing saved. */
  skippedByRacing: number;
  /** Why it was skipped, where its problem is known. */
  problem?: string;
  /** Items without a score, where the evaluation is inconclusive by them. */
  missing?: number;
  /** Why items are missing, by the example of one. */
  cause?: string;
}

export interface Began {
  task: string;
  executor: string;
  meta: string;
  settings: { turns: number; candidates: number; validation: number; test: number; repeats: number };
  /** Of this process: dollars and completions over all of the run's. Absent in what an older version wrote. */
  caps?: { budgetUsd: number | null; maxCalls: number | null };
}

export interface Ended {
  status: string;
  reason: string | null;
  /** The winner; `null` where there is none. */
  best: string | null;
}

/** Everything that a run tells while it goes on, by noun and verb: what `--json` prints and the store keeps. */
export interface EventData {
  'run-started': Began;
  'run-resumed': Began;
  'run-finished': Ended;
  'run-stopped': Ended;
  'turn-started': { turn: number; turns: number; candidates: number };
  'candidate-proposed': OfCandidate & { repairs: number; analysis: string };
  'candidate-repaired': OfCandidate & { attempt: number; problem: string };
  'candidate-skipped': Judged;
  /** It waits for a person's decision. */
  'candidate-held': OfCandidate & { hash: string };
  'candidate-reviewed': OfCandidate & { hash: string; decision: 'approved' | 'rejected' };
  'candidate-rejected': Judged;
  'candidate-scored': Judged;
  'turn-finished': { turn: number; advanced: string | null; scores: readonly (number | null)[] };
  'test-opened': { candidate: string; evaluation: string; items: number };
  'test-scored': { candidate: string; accuracy: number | null; interval: Interval | null; n: number };
  'call-retried': { text: string };
  'warning-raised': { text: string };
}

export type EventType = keyof EventData;

/** `at` in milliseconds since 1970. */
export type RunEvent = { [Type in EventType]: { type: Type; at: number; data: EventData[Type] } }[EventType];

/** Writes an event. Resolves once it is durable and was told. */
export type Emit = <Type extends EventType>(type: Type, data: EventData[Type]) => Promise<void>;

/**
 * The events of a run that this process holds: on record first, then told. The only place that writes them.
 * @param tell Hears every event after it is durable.
 */
export function openEvents(store: Store, runId: string, tell?: (event: RunEvent) => void): Emit {
  return async (type, data) => {
    const event = { type, at: Date.now(), data };
    await appendEvent(store, runId, event);
    tell?.(event as RunEvent);
  };
}

/** The events on record, in their order. The only place that reads them. @param after Sequence number; from 1 */
export async function readEvents(store: Store, runId: string, after = 0): Promise<(RunEvent & { seq: number })[]> {
  return (await eventsOf(store, runId, after)) as (RunEvent & { seq: number })[];
}
