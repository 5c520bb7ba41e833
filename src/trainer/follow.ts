import type { TrainerEvent } from './events.ts';

/** Progress of a training run, as a progress bar and a loss curve need it. */
export interface TrainingProgress {
  /** Optimizer steps done, and in total: with a budget of tokens an estimate, 0 until there is one. */
  step: number;
  steps: number;
  /** Loss of this step; `null` if it was not a number. */
  loss: number | null;
  /** Exponential mean over about ten steps. */
  smoothedLoss: number | null;
  lr: number | null;
  /** Tokens run through the model, prompts included. */
  tokensPerSecond: number | null;
  /** Seconds left. */
  etaS: number | null;
  /** Step of the last checkpoint; `null` before the first. */
  checkpointStep: number | null;
}

export interface FollowOptions {
  onProgress: (progress: TrainingProgress) => void;
  onWarning?: (message: string) => void;
}

/** Weight of a new loss in the smoothed loss. */
const SMOOTHING = 0.1;

/** A listener for the trainer's events that reports progress: at the start, then after every step and checkpoint. */
export function followTraining({ onProgress, onWarning }: FollowOptions): (event: TrainerEvent) => void {
  let progress: TrainingProgress = {
    step: 0,
    steps: 0,
    loss: null,
    smoothedLoss: null,
    lr: null,
    tokensPerSecond: null,
    etaS: null,
    checkpointStep: null,
  };
  const tell = (change: Partial<TrainingProgress>): void => {
    progress = { ...progress, ...change };
    onProgress(progress);
  };
  return (event) => {
    if (event.event === 'started') tell({ step: event.step, steps: event.total });
    else if (event.event === 'step') {
      const { step, total, loss, lr, tokens_per_s: tokensPerSecond, eta_s: etaS } = event;
      tell({ step, steps: total, loss, smoothedLoss: smooth(progress.smoothedLoss, loss), lr, tokensPerSecond, etaS });
    } else if (event.event === 'checkpoint') tell({ checkpointStep: event.step });
    else if (event.event === 'warning') onWarning?.(event.message);
  };
}

function smooth(before: number | null, loss: number | null): number | null {
  if (before === null || loss === null) return loss ?? before;
  return before + SMOOTHING * (loss - before);
}
