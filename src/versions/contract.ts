import type { SandboxChoice } from '../sandbox/contract.ts';
import type { Provenance } from '../workflow/index.ts';

export interface PublishOptions {
  /** A run (its winner), a candidate `RUN/t03c1`, another version, or a .py file. */
  workflow: string;
  /** `emails`: its next version, or `emails@3`. */
  as: string;
  note?: string;
  /** What isolates the reading of a file. @default the config's, else W4S_SANDBOX, else 'auto' */
  sandbox?: SandboxChoice;
}

/** What it was measured at, as far as it was. */
export type PublishedScores = Pick<Provenance, 'validation' | 'test'>;

/** A workflow under a name. */
export interface Published {
  name: string;
  version: number;
  /** `emails@3` */
  label: string;
  /** Of the code, sha256. */
  hash: string;
  kind: 'answer' | 'code';
  task: string | null;
  /** The model that it was measured with. */
  executor: string | null;
  scores: PublishedScores;
  /** `run/t03c1`, or the file that it was read from. */
  origin: string;
  approvedBy: string;
  note: string | null;
  /** ISO 8601. */
  createdAt: string;
  /** Whether this publishing made it. */
  isNew: boolean;
}
