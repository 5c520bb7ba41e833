import { usageError } from '../../errors.ts';
import { endpointOf } from '../http/endpoint.ts';
import { modelNames } from '../http/not-found.ts';
import { parseModel } from './parse.ts';
import type { ParseModelOptions } from './parse.ts';
import { readSecrets } from './secrets.ts';

/**
 * The names that the server of a model says it has; empty where it does not tell. Also the cheapest test of address and key.
 * @throws {ModelError} when the server can't be reached; {@link W4sError} as `openModel`.
 */
export async function listModels(text: string, options: ParseModelOptions & { signal?: AbortSignal } = {}): Promise<string[]> {
  const spec = parseModel(text, options);
  if (!spec.http) throw usageError('no-server', `Expected a model behind a server, got \`${text}\``);
  const { baseUrl } = spec.http;
  return modelNames(endpointOf({ id: spec.id, baseUrl, ...readSecrets(spec, spec.http, options.env ?? process.env) }), options.signal);
}
