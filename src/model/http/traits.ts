/** Optional fields of a request that some servers refuse. */
export type OptionalField = 'n' | 'response_format' | 'seed' | 'temperature' | 'logprobs' | 'return_token_ids';

/** What we learnt about one model on one server. Shared by all calls to it, so that each lesson is paid once. */
export interface ServerTraits {
  /** `single`: the server ignores or refuses `n`, so that each completion is a call of its own. */
  n: 'unknown' | 'many' | 'single';
  /** The field that carries the limit on new tokens. */
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** Fields that are no longer sent. */
  readonly refused: Set<OptionalField>;
  /** Whether the server answers without token counts, so that they are estimated. */
  usageMissing: boolean;
  /** Whether to ask for vLLM's `return_token_ids` with log-probabilities. */
  readonly tokenIds: boolean;
}

export function createTraits(known: Partial<Pick<ServerTraits, 'n' | 'maxTokensField' | 'tokenIds'>> = {}): ServerTraits {
  return { n: 'unknown', maxTokensField: 'max_tokens', tokenIds: false, ...known, refused: new Set(), usageMissing: false };
}
