import type { RunConfig } from '../../run/index.ts';
import type { Evaluation, Run } from '../../store/index.ts';
import type { ScoreResult } from '../contract.ts';
import type { Shard } from '../settings.ts';

/** A shard of an evaluation, as a store holds it. */
export interface Part {
  /** Opens its store. */
  url: string;
  /** How that is called. */
  place: string;
  run: Run;
  config: RunConfig;
  shard: Shard;
  /** Hash of the identity of the evaluation that it is a part of. */
  whole: string;
  evaluation: Evaluation;
  /** Whether each of its items ran to its end. */
  hasEnded: boolean;
}

/** Of one evaluation. */
export type Shards = readonly [Part, ...Part[]];

/** An evaluation that shards were joined to. */
export interface MergedEvaluation extends ScoreResult {
  /** Shards that had ended and are in it. */
  shards: string[];
  /** Shards that are not there, or not to their end; the evaluation is `stopped` then. */
  missingShards: string[];
  /** Whether it was whole before, so that nothing was added. */
  wasWhole: boolean;
}
