import { type W4sConfig, loadConfig, storePlace } from '../config/index.ts';
import {
  type CallRecord,
  type CallStore,
  type Environment,
  type Ledger,
  type Model,
  type PriceOptions,
  type PriceSnapshot,
  type RetryEvent,
  createModelHub,
} from '../model/index.ts';
import { type Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { type Store, openStore, traitStore } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import { assertGolds, type DownloadProgress, loadTask } from '../task/index.ts';
import { openProviders } from '../providers/index.ts';
import { sessionModels } from './models.ts';

/** Where a command works. */
export interface Surroundings {
  /** Database file. @default the config's, else `.w4s/store.db` beside the config, in the nearest folder above that has one, or here */
  store?: string;
  /** Folder with benchmark data. @default the config's, else W4S_DATA, else the download cache */
  dataDir?: string;
  /** Let a task file read files outside of its own folder. @default false */
  allowOutside?: boolean;
  /** @default w4s.config.* of the working folder or the project */
  config?: W4sConfig;
  /** @default process.env */
  env?: Environment;
}

export interface SessionOptions extends Surroundings {
  /** Item runs at a time. @default the config's, else 48 */
  concurrency?: number;
  onRetry?: (event: RetryEvent) => void;
  /** Told once each: what a server does not take, and which model ends. */
  onWarning?: (text: string) => void;
  /** Told while a benchmark is downloaded, installed or generated. */
  onDownload?: (text: string) => void;
  /** For looking ahead only: then models need no key. @default false */
  nothingIsAsked?: boolean;
  signal?: AbortSignal;
}

/** Where the calls of a model are kept and counted. */
export interface Books {
  ledger: Ledger;
  calls: CallStore;
  prices: PriceSnapshot;
  /** The most that one answer may be asked for. Tokens. @default the provider's in the config, else as the request says */
  maxTokens?: number;
  onCall: (record: CallRecord) => void;
}

/** What a command works with: opened once, closed once. */
export interface Session {
  readonly config: W4sConfig;
  readonly store: Store;
  readonly sandbox: Sandbox;
  /** Item runs at a time. */
  readonly concurrency: number;
  /** Where prices of models are looked up. */
  readonly priceSources: Pick<PriceOptions, 'config' | 'providers'>;
  /** @param reference A benchmark's name, the path of a task file, or a task. */
  task(reference: string | Task): Promise<Task>;
  /** Checks a model's text and its key without sending anything; `provider:name`, with a fingerprint for weights that lie here: `pocket:executor@1a2b3c4d`. @throws usage errors */
  identify(model: string | Model): string;
  /** Tokens of prompt and answer together; `undefined` where the provider does not say. @throws usage errors */
  contextSize(model: string | Model): number | undefined;
  model(model: string | Model, books: Books): Model;
  /** Whether a model so far called itself simulated in a reply, however it was named here. */
  sawSimulated(): boolean;
  close(): Promise<void>;
}

/** @throws {W4sError} for a config, a store or a sandbox that can't be used; nothing is left open then */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const { config: given, env = process.env } = options;
  const loaded = given === undefined ? await loadConfig() : { config: given, file: undefined };
  const { config } = loaded;
  const concurrency = options.concurrency ?? config.defaults?.concurrency ?? 48;
  const store = await openStore(options.store ?? storePlace(loaded).path);
  const sandbox = await openSandbox({ maxConcurrent: Math.max(64, concurrency * 2) }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const tasks: Task[] = [];
  const providers = openProviders({ env, config, store, tasks: () => tasks });
  const hub = createModelHub(await traitStore(store));
  const models = sessionModels({ options, config, env, providers: providers.all, hub });
  return {
    config,
    store,
    sandbox,
    concurrency,
    priceSources: { config, providers: providers.all },
    task: async (reference) => {
      const task =
        typeof reference === 'string' ? await loadTask(reference, taskOptions(options, config, env)) : reference;
      if (typeof reference !== 'string') await assertGolds(reference);
      tasks.push(task);
      return task;
    },
    ...models,
    close: async () => {
      models.closing.abort();
      await Promise.allSettled([sandbox.close(), hub.close(), providers.close()]);
      await store.close();
    },
  };
}

function taskOptions(
  { allowOutside, signal, dataDir, onDownload }: SessionOptions,
  config: W4sConfig,
  env: Environment,
) {
  return {
    allowOutside,
    env,
    signal,
    dataDir: dataDir ?? config.defaults?.data,
    onProgress: onDownload && ((progress: DownloadProgress) => onDownload(describe(progress))),
    onPrepare: onDownload,
  };
}

function describe({ path, receivedBytes, totalBytes }: DownloadProgress): string {
  return `Downloading ${path}: ${(receivedBytes / 1e6).toFixed(1)} of ${(totalBytes / 1e6).toFixed(1)} MB`;
}
