/** Optional request fields that a server may refuse entirely. */
export type OptionalField =
  | 'stream'
  | 'return_token_ids'
  | 'logprobs'
  | 'seed'
  | 'reasoning_effort'
  | 'response_format'
  | 'temperature';

/** Parts of messages likewise: thinking that comes back with its calls, and calls without a signature. */
export type MessagePart = 'reasoning_content' | 'unsigned_calls';

/** What a server was found to accept. Plain data: it outlives the process in a {@link TraitStore}. */
export interface LearntTraits {
  /** `single`: the server ignores or refuses `n`, so each completion needs its own call. */
  n: 'unknown' | 'many' | 'single';
  /** The most completions that one request may ask for. @default no limit known */
  maxN?: number;
  /** The field that carries the limit on new tokens. */
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** The highest limit on new tokens. @default no limit known */
  maxTokens?: number;
  /** @default no bound known */
  minTemperature?: number;
  /** @default no bound known */
  maxTemperature?: number;
  /** Whether to merge system messages into the next user message. */
  mergeSystem: boolean;
  /** What is no longer sent. */
  refused: readonly (OptionalField | MessagePart)[];
}

/** What this process has seen of a server; starts empty in each process. */
export interface Trials {
  /** Parts that the server accepted at least once, or that were tried in vain: no longer suspects. */
  readonly cleared: Set<string>;
  /** The highest accepted values. */
  acceptedTokens: number;
  acceptedN: number;
  /** Dropped fields that the user was told about. */
  readonly told: Set<string>;
  /** The search in progress: other calls wait for its result. Never rejects. */
  searching: Promise<void> | undefined;
  /** Whether the server accepts the plainest request, by the kind of refusal that raised the question. */
  readonly verdicts: Map<string, Verdict>;
  /** Answers so far. */
  answered: number;
}

/** One check whether a server accepts the plainest request. */
export interface Verdict {
  /** Milliseconds since 1970. */
  at: number;
  holdsMs: number;
  /** Refusals that it has decided. */
  uses: number;
  /** Number of answers before it. */
  answered: number;
  accepted: Promise<boolean>;
}

/** What is known about one model on one server. Shared by all its calls, so that each lesson is paid for once. */
export interface ServerTraits extends LearntTraits {
  /** Whether the server sends no token counts, so that they are estimated. */
  usageMissing: boolean;
  /** Whether to ask for vLLM's `return_token_ids` with log-probabilities. */
  readonly tokenIds: boolean;
  readonly trials: Trials;
  /** Adopts what was found out. */
  learn(found: Partial<LearntTraits>): void;
}

/** Keeps lessons beyond the process. Implemented by the store. */
export interface TraitStore {
  /** @param key Address and name of the model. */
  read(key: string): Partial<LearntTraits> | undefined;
  write(key: string, traits: LearntTraits): void;
}

type KnownTraits = Partial<LearntTraits & Pick<ServerTraits, 'tokenIds'>>;

export function createTraits(
  known: KnownTraits = {},
  onLearn: (traits: LearntTraits) => void = () => {},
): ServerTraits {
  const trials: Trials = {
    cleared: new Set(),
    acceptedTokens: 0,
    acceptedN: 1,
    told: new Set(),
    searching: undefined,
    verdicts: new Map(),
    answered: 0,
  };
  return {
    n: 'unknown',
    maxTokensField: 'max_tokens',
    mergeSystem: false,
    refused: [],
    tokenIds: false,
    ...known,
    usageMissing: false,
    trials,
    learn(found) {
      Object.assign(this, found);
      onLearn(learntOf(this));
    },
  };
}

function learntOf(traits: LearntTraits): LearntTraits {
  const { n, maxN, maxTokensField, maxTokens, minTemperature, maxTemperature, mergeSystem, refused } = traits;
  return { n, maxN, maxTokensField, maxTokens, minTemperature, maxTemperature, mergeSystem, refused };
}
