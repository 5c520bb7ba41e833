import { type Environment, parseModel } from '../model/index.ts';
import type { W4sConfig } from '../config/index.ts';

/** Whom a file that stands alone asks where its environment names nobody else. */
export interface StandaloneServer {
  /** What the server calls the model; empty where there is no server. */
  model: string;
  effort: string;
  /** Empty for a model that runs within w4s. */
  baseUrl: string;
  /** Variables that may hold the key for that address; the first one that is set wins. */
  keys: readonly string[];
}

export interface ServerOptions {
  config: W4sConfig;
  env: Environment;
}

/** As w4s asks where no effort is named; a server that does not know it is asked without. */
const USUAL_EFFORT = 'none';
/** Stands for an executor that nobody named. */
const ANY = 'openai:any';

/** Where the executor is that a workflow was measured with, by its name; OpenAI where it was measured with none. */
export function serverOf(executor: string | undefined, options: ServerOptions): StandaloneServer {
  const spec = specOf(executor ?? ANY, options);
  if (spec?.http === undefined) return { model: '', effort: USUAL_EFFORT, baseUrl: '', keys: [] };
  const { baseUrl, apiKeyEnv, effort = USUAL_EFFORT } = spec.http;
  // A server that was named by its address gets the key of the usual name, if there is one.
  const keys = spec.provider === 'http' && apiKeyEnv.length === 0 ? ['OPENAI_API_KEY'] : apiKeyEnv;
  return { model: executor === undefined ? '' : spec.name, effort, baseUrl, keys };
}

/** `undefined` for a model without a server, and for a provider that is no longer in the config. */
function specOf(executor: string, options: ServerOptions) {
  try {
    return parseModel(executor, { ...options, needsKey: false });
  } catch {
    return undefined;
  }
}
