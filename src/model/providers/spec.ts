import type { W4sConfig } from '../../config/index.ts';
import type { ServerTraits } from '../http/traits.ts';
import type { LimiterOptions } from '../limiter.ts';
import type { Price, Model } from '../contract.ts';

/** A parsed model text. Holds no secret, so it may be stored and shown. */
export interface ModelSpec {
  /**
   * `provider:name`, or the address of an endpoint with `#name`, with `?effort=` if set: stable, part of the cache key.
   */
  id: string;
  provider: string;
  /** The server's name for the model. */
  name: string;
  /** Models with the same server share a limiter. The base URL, for HTTP. */
  server: string;
  limits: LimiterOptions;
  /** Absent for models of a {@link ModelProvider}. */
  http?: HttpSpec;
}

export interface HttpSpec {
  baseUrl: string;
  /** Variables that may hold the key; the first one that is set wins. */
  apiKeyEnv: readonly string[];
  keyRequired: boolean;
  /** May contain `${VARIABLE}`. */
  headers: Readonly<Record<string, string>>;
  timeoutMs: number | undefined;
  traits: Partial<Pick<ServerTraits, 'n' | 'maxTokensField' | 'tokenIds'>>;
  /** `reasoning_effort` set by the user; part of the id. @default `none`, if the server accepts it */
  effort?: string;
  /** Most tokens to request for one answer. @default as the request says */
  maxTokens?: number;
}

/** Another kind of model, e.g. `sim:` or `gguf:`; passed in as an option. */
export interface ModelProvider {
  /** Before the colon. */
  readonly name: string;
  /** For help and error messages, e.g. `gguf:./model.gguf`. */
  readonly example: string;
  readonly limits?: LimiterOptions;
  /** Price of each of its models, which report it with every answer. @default as the config says */
  readonly price?: Price;
  /**
   * The name with a fingerprint of what it stands for, e.g. `./a.gguf@1a2b3c4d`: neither the cache nor a resumed run
   * may use other weights under the same name. Accepts its own result too, and checks it.
   * @default the name as it is
   * @throws {W4sError} for a wrong name, and `weights-changed`.
   */
  pin?(name: string): string;
  /**
   * Tokens of prompt and answer together.
   * @default unknown, assumed large.
   * @throws {W4sError} for a wrong name.
   */
  contextSize?(name: string): number | undefined;
  /**
   * Checks the name and creates the model, which may start its work at the first call.
   * @throws {W4sError} for a wrong name.
   */
  open(name: string, context: { id: string; config: W4sConfig; env: Environment }): Model;
}

export type Environment = Readonly<Record<string, string | undefined>>;
