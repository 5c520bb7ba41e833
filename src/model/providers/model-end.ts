import { endpointOf } from '../http/endpoint.ts';
import { listedModels } from '../http/not-found.ts';
import { parseModel } from './parse.ts';
import type { ParseModelOptions } from './parse.ts';
import { readSecrets } from './secrets.ts';

/** When a provider shuts a model down. */
export interface ModelEnd {
  /** `provider:name`. */
  model: string;
  /** `YYYY-MM-DD`. */
  date: string;
  /** Below 0 once it has ended. */
  daysLeft: number;
}

const DAY_MS = 86_400_000;

/**
 * Asks a model's server when the model ends; `undefined` if it does not say, and for models without a server.
 * @throws {ModelError} if the server can't be reached; {@link W4sError} as `parseModel`.
 */
export async function modelEnd(
  text: string,
  { signal, ...options }: ParseModelOptions & { signal?: AbortSignal } = {},
): Promise<ModelEnd | undefined> {
  const { id, name, http, ...spec } = parseModel(text, options);
  if (!http) return undefined;
  const secrets = readSecrets({ id, name, ...spec }, http, options.env ?? process.env);
  const models = await listedModels(endpointOf({ id, baseUrl: http.baseUrl, ...secrets }), signal);
  const date = models.find((listed) => listed.id === name || listed.id === `models/${name}`)?.shutdownDate;
  if (date === undefined) return undefined;
  return { model: id, date, daysLeft: Math.ceil((Date.parse(date) - Date.now()) / DAY_MS) };
}

/** The warning for a person. */
export function endText({ model, date, daysLeft }: ModelEnd): string {
  if (daysLeft < 0) return `${model} ended on ${date}, according to its provider. Choose another model.`;
  const days = daysLeft === 1 ? '1 day' : `${daysLeft} days`;
  return `According to its provider, ${model} ends on ${date}, in ${days}. Resume or repeat runs before then.`;
}
