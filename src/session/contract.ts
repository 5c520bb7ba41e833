import type { W4sConfig } from '../config/index.ts';
import type {
  CallRecord,
  CallStore,
  Environment,
  Ledger,
  Model,
  PriceOptions,
  PriceSnapshot,
  RetryEvent,
} from '../model/index.ts';
import type { Sandbox, SandboxChoice } from '../sandbox/contract.ts';
import type { Store } from '../store/index.ts';
import type { Task } from '../task/contract.ts';
import type { Toolbox } from '../tools/index.ts';

/** Where a command works. */
export interface Surroundings {
  /**
   * Database file, a path or `sqlite:PATH`.
   * @default the config's, else `.w4s/store.db` beside the config, in the nearest folder above that has one, or here
   */
  store?: string;
  /** Folder with benchmark data. @default the config's, else W4S_DATA, else the download cache */
  dataDir?: string;
  /** Let a task file read files outside of its own folder and start its tools. @default false */
  allowOutside?: boolean;
  /** What isolates the programs. @default the config's, else W4S_SANDBOX, else 'auto' */
  sandbox?: SandboxChoice;
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
  /**
   * The most that one answer may be asked for. Tokens.
   * @default the provider's in the config, else as the request says
   */
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
  /**
   * @param reference A benchmark's name, the path of a task file, or a task; one that came from here is given back as
   * it is.
   */
  task(reference: string | Task): Promise<Task>;
  /**
   * The tools of a task: its servers are started now and live as long as the session, at most until the signal fires.
   * Asked for again they are the same, unless they broke.
   * @returns `undefined` for a task without
   * @throws {W4sError} as `openTools`
   */
  tools(task: Task): Promise<Toolbox | undefined>;
  /**
   * Checks a model's text and its key without sending anything; `provider:name`, with a fingerprint for weights that
   * lie here: `pocket:executor@1a2b3c4d`.
   * @throws usage errors
   */
  identify(model: string | Model): string;
  /** Tokens of prompt and answer together; `undefined` where the provider does not say. @throws usage errors */
  contextSize(model: string | Model): number | undefined;
  /** Whether a rate limit is known of the model's server. */
  hasRateLimits(model: string): boolean;
  /** Leaves rate limits to so many processes, this one included, in equal parts. 1 at the start. */
  shareLimits(processes: number): void;
  model(model: string | Model, books: Books): Model;
  /** Whether a model so far called itself simulated in a reply, however it was named here. */
  sawSimulated(): boolean;
  close(): Promise<void>;
}
