import type { EvaluationProgress } from '../evaluate/index.ts';
import type { Spent } from '../model/index.ts';
import type { RunEvent } from '../run/index.ts';

/** How a caller follows and steers a run. What a hook throws ends nothing: it is told as a warning of the process. */
export interface OptimizeHooks {
  /** Told while a benchmark is downloaded, installed or generated. */
  onDownload?: (text: string) => void;
  onEvent?: (event: RunEvent & { run: string }) => void;
  onProgress?: (progress: EvaluationProgress & { candidateId: string }) => void;
  /** Called at the start with a function that tells what the run has paid so far. */
  onSpending?: (spent: () => Spent) => void;
  /** Aborting stops at once; calls under way are lost, everything else is kept. */
  signal?: AbortSignal;
  /** Called with a function that stops softly: calls under way are finished. */
  onStarted?: (stop: () => void) => void;
}
