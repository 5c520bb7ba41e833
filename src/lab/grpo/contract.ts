import type { z } from 'zod';
import type { TrainingHooks } from '../../rlao/index.ts';
import type { Surroundings } from '../../session/index.ts';
import type { SplitName, Task } from '../../task/contract.ts';
import type { grpoSettings } from './settings.ts';

export interface GrpoOptions extends Surroundings, TrainingHooks, Partial<z.input<typeof grpoSettings>> {
  task: string | Task;
  /** Draws other items of a generated task. @default 0 */
  dataSeed?: number;
  /** Folder, GGUF file or hub name of the model to train. */
  base: string;
  /** Name of the trained model. */
  name: string;
  /** A trained model: train on as many tokens as it was trained on, in place of `tokens`. */
  tokensOf?: string;
  onWarning?: (text: string) => void;
  onDownload?: (text: string) => void;
  /** Told after each batch of completions: their number and mean score so far. */
  onScored?: (scored: { completions: number; mean: number }) => void;
}

/** What a model learnt from, kept beside it. */
export interface GrpoFacts {
  method: 'grpo';
  task: string;
  split: SplitName;
  items: number;
  scorer: string;
  workflow: string;
  workflowHash: string;
}

export interface GrpoResult {
  model: string;
  status: 'trained' | 'interrupted';
  base: string;
  path: string;
  data: GrpoFacts;
  /** Run in training: prompts and sampled completions together; `null` when interrupted. */
  tokens: number | null;
  /** Mean reward of each step; empty when interrupted. */
  rewards: number[];
}
