import { z } from 'zod';
import { toolSources } from '../tools/index.ts';
import { SANDBOXES } from '../sandbox/contract.ts';

const positive = z.number().positive();
const count = z.int().positive();

/** When a person has to approve a workflow before it leaves its run. */
export const reviewPolicy = z.enum(['always', 'on-findings', 'never']).default('on-findings');

/** Item runs under way at once. */
export const itemConcurrency = count.max(1_000).default(48);

/** As it is given, if it is. */
export const givenConcurrency = itemConcurrency.unwrap().optional();

const providerSchema = z.strictObject({
  /** Up to, without, `/chat/completions`. */
  baseUrl: z.url({ protocol: /^https?$/ }),
  /** Name of the environment variable that holds the key. */
  apiKeyEnv: z
    .string()
    .regex(/^[A-Za-z_]\w*$/, 'the name of an environment variable')
    .optional(),
  /** Values may hold `${VARIABLE}`. */
  headers: z.record(z.string(), z.string()).optional(),
  requestsPerMinute: positive.optional(),
  tokensPerMinute: positive.optional(),
  /** Requests under way at once. @default 64 */
  maxConcurrency: count.optional(),
  /** The most milliseconds for one request, an hour at most. @default 120_000 until the answers so far say more */
  timeoutMs: positive.max(3_600_000).optional(),
  /** The most that one answer may be asked for. Tokens. @default as the workflow says, 4096 */
  maxTokens: count.optional(),
  /**
   * Reasoning effort of its models that are named without one, e.g. `low`.
   * @default 'none', where the server takes it
   */
  effort: z
    .string()
    .regex(/^[a-z][\w-]{0,20}$/i, 'a word as none, low, medium or high')
    .optional(),
});

const priceSchema = z.strictObject({
  inputUsdPerMillion: z.number().nonnegative(),
  outputUsdPerMillion: z.number().nonnegative(),
  /** For the part of a prompt served by the provider's own cache. @default as `inputUsdPerMillion` */
  cachedInputUsdPerMillion: z.number().nonnegative().optional(),
  /** For the part of a prompt written to that cache. @default as `inputUsdPerMillion` */
  cacheWriteUsdPerMillion: z.number().nonnegative().optional(),
});

const retrySchema = z.strictObject({
  /** Tries of one call. @default 6 */
  attempts: count.optional(),
  /** Milliseconds of waiting between the tries of one call. @default 300_000 */
  maxTotalWaitMs: z.number().nonnegative().optional(),
  /** Milliseconds. @default 500 */
  baseDelayMs: z.number().nonnegative().optional(),
  /** Milliseconds. @default 30_000 */
  maxDelayMs: z.number().nonnegative().optional(),
});

const defaultsSchema = z.strictObject({
  /** Model, e.g. `openai:gpt-6-luna`. */
  executor: z.string().optional(),
  meta: z.string().optional(),
  /** Database file, a path or `sqlite:PATH`; relative to the config file. */
  store: z.string().optional(),
  /** Folder with the benchmark data; relative to the config file. */
  data: z.string().optional(),
  review: reviewPolicy.unwrap().optional(),
  concurrency: givenConcurrency,
  /** What isolates the programs. @default 'auto': native where it can be had, else wasm */
  sandbox: z.enum(SANDBOXES).optional(),
});

const ggufSchema = z.strictObject({
  /** Answers that are decoded side by side. @default as memory allows, at most 32 in each context */
  sequences: count.optional(),
  /** Memory for keys and values. @default a quarter of what is free, at most 4.3 */
  cacheGigabytes: positive.optional(),
  /** Tokens of prompt and answer together, for each sequence. @default as memory allows */
  contextSize: count.optional(),
  /** @default the machine's cores */
  threads: count.optional(),
  /** @default 'auto': one that the installed runtime can use */
  gpu: z.enum(['auto', 'off']).optional(),
});

/** Everything that w4s.config.ts may hold. */
export const configSchema = z.strictObject({
  /** By the name that goes before the colon of a model. */
  providers: z.record(z.string().regex(/^[a-z][\w-]*$/i), providerSchema).optional(),
  /** By model, e.g. `vllm:qwen2.5-coder-7b`. */
  prices: z.record(z.string(), priceSchema).optional(),
  defaults: defaultsSchema.optional(),
  /** How `gguf:` files are run. */
  gguf: ggufSchema.optional(),
  retry: retrySchema.optional(),
  /** Tools of tasks, by the task's name, e.g. `gaia`; in place of those that the task names itself. */
  tools: z.record(z.string(), toolSources).optional(),
});

export type W4sConfig = z.infer<typeof configSchema>;
export type ProviderConfig = z.infer<typeof providerSchema>;
