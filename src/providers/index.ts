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
  /** Where trained models are on record. */
  store: Store;
  /** What a simulated executor knows; asked when it starts. */
  tasks: () => readonly Task[];
}

/** The providers that need no server of the user's. */
export interface Providers {
  all: readonly ModelProvider[];
  /** Ends the processes and servers that they started. */
  close(): Promise<void>;
}

/** A new kind of model is a line here. */
export function openProviders({ env, config, store, tasks }: ProviderContext): Providers {
  const opened = [
    simProvider(tasks),
    trainedProvider(store),
    ggufProvider(ggufOptions(env, config)),
    pocketProvider(env['W4S_POCKET'] === undefined ? {} : { folder: env['W4S_POCKET'] }),
  ];
  return {
    all: opened.map(({ provider }) => provider),
    close: async () => void (await Promise.allSettled(opened.map((one) => one.close()))),
  };
}
