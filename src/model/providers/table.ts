/** A provider that w4s knows by name. */
export interface KnownProvider {
  baseUrl: string;
  /** Overrides `baseUrl`. */
  baseUrlEnv: string;
  /** The first one set wins. */
  apiKeyEnv: readonly string[];
  /** Whether the provider's own address requires a key. */
  keyRequired: boolean;
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  /** `single` if `n` is known to be refused or ignored. */
  n: 'unknown' | 'single';
  /** vLLM's extension `return_token_ids`. */
  tokenIds: boolean;
  /** For help and error messages. */
  example: string;
}

const usual = { keyRequired: true, maxTokensField: 'max_tokens', n: 'unknown', tokenIds: false } as const;

/** All of them speak `/chat/completions`; further refusals are learnt when they happen. */
export const knownProviders: Readonly<Record<string, KnownProvider>> = {
  openai: {
    ...usual,
    baseUrl: 'https://api.openai.com/v1',
    baseUrlEnv: 'OPENAI_BASE_URL',
    apiKeyEnv: ['OPENAI_API_KEY'],
    maxTokensField: 'max_completion_tokens',
    example: 'openai:gpt-6-luna',
  },
  anthropic: {
    ...usual,
    baseUrl: 'https://api.anthropic.com/v1',
    baseUrlEnv: 'ANTHROPIC_BASE_URL',
    apiKeyEnv: ['ANTHROPIC_API_KEY'],
    n: 'single',
    example: 'anthropic:claude-sonnet-5',
  },
  gemini: {
    ...usual,
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    baseUrlEnv: 'GEMINI_BASE_URL',
    apiKeyEnv: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    example: 'gemini:gemini-3.5-flash-lite',
  },
  openrouter: {
    ...usual,
    baseUrl: 'https://openrouter.ai/api/v1',
    baseUrlEnv: 'OPENROUTER_BASE_URL',
    apiKeyEnv: ['OPENROUTER_API_KEY'],
    n: 'single',
    example: 'openrouter:qwen/qwen-2.5-7b-instruct',
  },
  vllm: {
    ...usual,
    baseUrl: 'http://127.0.0.1:8000/v1',
    baseUrlEnv: 'VLLM_BASE_URL',
    apiKeyEnv: ['VLLM_API_KEY'],
    keyRequired: false,
    tokenIds: true,
    example: 'vllm:Qwen/Qwen2.5-Coder-7B-Instruct',
  },
  ollama: {
    ...usual,
    baseUrl: 'http://127.0.0.1:11434/v1',
    baseUrlEnv: 'OLLAMA_BASE_URL',
    apiKeyEnv: ['OLLAMA_API_KEY'],
    keyRequired: false,
    n: 'single',
    example: 'ollama:qwen2.5-coder:7b',
  },
};
