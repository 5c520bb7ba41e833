import { type W4sConfig, loadConfig, storePlace } from '../config/index.ts';
import {
  type AdaptEvent,
  type CallRecord,
  type CallStore,
  type Environment,
  type Ledger,
  type Model,
  type ModelProvider,
  type PriceOptions,
  type PriceSnapshot,
  type RetryEvent,
  type Usage,
  costOf,
  createModelHub,
  createTraits,
  endText,
  ledgerHits,
  modelEnd,
  openModel,
  parseModel,
  withCache,
  withLedger,
  withSamples,
} from '../model/index.ts';
import { ggufOptions, ggufProvider } from '../providers/gguf/index.ts';
import { pocketProvider } from '../providers/pocket/index.ts';
import { type Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { type Store, openStore, traitStore } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import { assertGolds, type DownloadProgress, loadTask } from '../task/index.ts';
import { adaptText } from './adapt-text.ts';
import { isSimulated, simProvider } from '../providers/sim/index.ts';
import { trainedProvider } from '../providers/trained/index.ts';

export interface SessionOptions {
  /** Database file. @default as {@link storePlace} */
  store?: string;
  /** @default the config's, else W4S_DATA, else the download cache */
  dataDir?: string;
  /** Let a task file read files outside of its own folder. @default false */
  allowOutside?: boolean;
  /** @default w4s.config.* of the working folder or the project */
  config?: W4sConfig;
  /** @default process.env */
  env?: Environment;
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

export async function openSession({
  store,
  dataDir,
  allowOutside,
  config: given,
  env = process.env,
  concurrency: wanted,
  onRetry,
  onWarning,
  onDownload,
  nothingIsAsked = false,
  signal,
}: SessionOptions = {}): Promise<Session> {
  const loaded = given === undefined ? await loadConfig() : { config: given, file: undefined };
  const { config } = loaded;
  const concurrency = wanted ?? config.defaults?.concurrency ?? 48;
  const gguf = ggufProvider(ggufOptions(env, config));
  const tasks: Task[] = [];
  const sim = simProvider(() => tasks);
  let simulated = false;
  const database = await openStore(store ?? storePlace(loaded).path);
  const hub = createModelHub(await traitStore(database));
  const trained = trainedProvider(database);
  const pocket = pocketProvider(env['W4S_POCKET'] === undefined ? {} : { folder: env['W4S_POCKET'] });
  const providers: ModelProvider[] = [sim.provider, trained.provider, gguf.provider, pocket.provider];
  const sandbox = await openSandbox({ maxConcurrent: Math.max(64, concurrency * 2) }).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const data = dataDir ?? config.defaults?.data;
  const closing = new AbortController();
  const asked = new Set<string>();
  /** Beside the run: a server that does not tell must not delay it. */
  const warnOfEnd = (model: string): void => {
    if (onWarning === undefined || asked.has(model)) return;
    asked.add(model);
    modelEnd(model, { config, providers, env, signal: closing.signal })
      .then((end) => end && onWarning(endText(end)))
      .catch(() => undefined);
  };

  return {
    config,
    store: database,
    sandbox,
    concurrency,
    priceSources: { config, providers },
    task: async (reference) => {
      const task =
        typeof reference === 'string'
          ? await loadTask(reference, {
              allowOutside,
              env,
              signal,
              dataDir: data,
              onProgress: onDownload && ((progress) => onDownload(describe(progress))),
              onPrepare: onDownload,
            })
          : reference;
      if (typeof reference !== 'string') await assertGolds(reference);
      tasks.push(task);
      return task;
    },
    identify: (model) => {
      if (typeof model !== 'string') return model.id;
      const { id, provider, name, http } = parseModel(model, { config, providers, env, needsKey: !nothingIsAsked });
      if (http === undefined) providers.find((other) => other.name === provider)!.open(name, { id, config, env }); // throws for a name that it does not know
      return id;
    },
    contextSize: (model) => {
      if (typeof model !== 'string') return undefined;
      const { provider, name, http } = parseModel(model, { config, providers, env, needsKey: !nothingIsAsked });
      return http === undefined ? providers.find((other) => other.name === provider)!.contextSize?.(name) : undefined;
    },
    sawSimulated: () => simulated,
    model: (model, books) => {
      if (typeof model !== 'string') return withBooks(model, books);
      const onAdapt = (event: AdaptEvent): void => onWarning?.(adaptText(event));
      const opened = openModel(model, {
        config,
        providers,
        env,
        hub,
        ...books,
        onAdapt,
        ...(onRetry === undefined ? {} : { onRetry }),
      });
      warnOfEnd(model);
      return {
        ...opened,
        complete: async (request) => {
          const completion = await opened.complete(request);
          simulated ||= isSimulated(completion.model);
          return completion;
        },
      };
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled([
        sandbox.close(),
        hub.close(),
        sim.close(),
        trained.close(),
        gguf.close(),
        pocket.close(),
      ]);
      await database.close();
    },
  };
}

/** A model of the caller's own, cached and counted like any other. */
function withBooks(model: Model, { ledger, calls, onCall, prices }: Books): Model {
  const onHit = ledgerHits(model.id, ledger, { onCall });
  const costs = (usage: Usage): number | null => costOf(model.id, usage, { snapshot: prices });
  return withCache(withSamples(withLedger(model, ledger, { onCall, costOf: costs }), createTraits()), calls, {
    onHit,
    costOf: costs,
  });
}

function describe({ path, receivedBytes, totalBytes }: DownloadProgress): string {
  return `Downloading ${path}: ${(receivedBytes / 1e6).toFixed(1)} of ${(totalBytes / 1e6).toFixed(1)} MB`;
}
