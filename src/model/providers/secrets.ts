import { usageError } from '../../base/errors.ts';
import { fillVariables } from '../../base/fill-variables.ts';
import { first } from '../../base/lists.ts';
import type { Environment, HttpSpec, ModelSpec } from './spec.ts';

export interface Secrets {
  apiKey?: string;
  apiKeyEnv?: string;
  headers: Record<string, string>;
  /** The values that the headers were filled with: a server may repeat one without what stands around it. */
  secrets: string[];
}

/**
 * Reads a model's key and header values from the environment at the last moment: a spec never holds them.
 * @throws {W4sError} `missing-key` or `bad-key`, exit code 2.
 */
export function readSecrets(spec: ModelSpec, http: HttpSpec, env: Environment): Secrets {
  const variable = http.apiKeyEnv.find((name) => env[name]?.trim());
  if (variable === undefined && http.keyRequired) throw missing(first(http.apiKeyEnv), spec.id, 'a key');
  const secrets: string[] = [];
  const valueOf = (name: string): string => {
    if (!env[name]?.trim()) throw missing(name, spec.id, 'a header');
    const value = readable(name, env);
    secrets.push(value);
    return value;
  };
  const headers = Object.fromEntries(
    Object.entries(http.headers).map(([name, text]) => [name, fillVariables(text, valueOf)]),
  );
  return {
    headers,
    secrets,
    apiKey: variable === undefined ? undefined : readable(variable, env),
    apiKeyEnv: variable ?? http.apiKeyEnv[0],
  };
}

/** fetch's error repeats a header value it refuses, so refuse it first, in our words. */
function readable(variable: string, env: Environment): string {
  const value = env[variable]?.trim() ?? '';
  if (/^[\x20-\x7e]+$/.test(value)) return value;
  throw usageError(
    'bad-key',
    `Expected the environment variable \`${variable}\` to hold printable ASCII, got other characters`,
    {
      hint: `Set ${variable} again; it may contain a stray line break or quote.`,
    },
  );
}

function missing(variable: string, modelId: string, what: string): Error {
  const setting = `${variable}=...`;
  const file = '.env in the working folder, which the command line reads';
  return usageError(
    'missing-key',
    `Expected the environment variable \`${variable}\` to hold ${what} for \`${modelId}\`, got nothing`,
    {
      hint: `Run \`export ${setting}\` first, or put \`${setting}\` into ${file}.`,
      facts: { variable, model: modelId },
    },
  );
}
