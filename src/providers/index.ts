import type { W4sConfig } from '../config/index.ts';
import type { Environment, ModelProvider } from '../model/index.ts';
import type { Store } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import { ggufOptions, ggufProvider } from './gguf/index.ts';
import { pocketProvider } from './pocket/index.ts';
import { simProvider } from './sim/index.ts';
import { trainedProvider } from './trained/index.ts';

export { isSimulated } from './sim/index.ts';

export interface ProviderContext {
  env: Environment;
  config: W4sConfig;
  /** The store that records trained models. */
  store: Store;
  /** The tasks that a simulated executor knows; called when it starts. */
  tasks: () => readonly Task[];
  /** Told while what a trained model needs is installed. */
  onPrepare?: (text: string) => void;
  /** Breaks that off. */
  signal?: AbortSignal;
}

/** The providers that need no server from the user. */
export interface Providers {
  all: readonly ModelProvider[];
  /** Ends the processes and servers they started. */
  close(): Promise<void>;
}

/** Add a line here for a new kind of model. */
export function openProviders({ env, config, store, tasks, onPrepare, signal }: ProviderContext): Providers {
  const opened = [
    simProvider(tasks),
    trainedProvider(store, { env, onProgress: onPrepare, signal }),
    ggufProvider(ggufOptions(env, config)),
    pocketProvider(env['W4S_POCKET'] ? { folder: env['W4S_POCKET'] } : {}),
  ];
  return {
    all: opened.map(({ provider }) => provider),
    close: async () => void (await Promise.allSettled(opened.map((one) => one.close()))),
  };
}
