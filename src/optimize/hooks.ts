import type { EvaluationProgress } from '../evaluate/index.ts';
import type { Spent } from '../model/index.ts';
import type { SessionOptions } from '../session/index.ts';
import type { RunCommand } from './options.ts';
import type { RunEvent } from '../store/index.ts';

/** How a caller follows and steers a run. */
export interface OptimizeHooks extends Pick<SessionOptions, 'allowOutside' | 'config' | 'env' | 'onDownload'> {
  onEvent?: (event: RunEvent & { run: string }) => void;
  onProgress?: (progress: EvaluationProgress & { candidateId: string }) => void;
  /** Called at the start with a function that tells what the run has paid so far. */
  onSpending?: (spent: () => Spent) => void;
  /** Aborting stops at once; calls under way are lost, everything else is kept. */
  signal?: AbortSignal;
  /** Called with a function that stops softly: calls under way are finished. */
  onStarted?: (stop: () => void) => void;
  /** The run to continue: id, name, beginning of the id, or `latest`. */
  run?: string;
  /** @default 'optimize' */
  command?: RunCommand;
  /** Begin a new run even where an unfinished one has the same settings. @default false */
  anew?: boolean;
}
