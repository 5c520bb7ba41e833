import { distance } from 'fastest-levenshtein';
import { send } from './post.ts';
import type { Endpoint } from './endpoint.ts';

const LISTED = 12;

/** What to do about a 404: the models that the server says it has, nearest name first, or a doubt about the base URL. */
export async function notFoundHint(endpoint: Endpoint, name: string): Promise<string> {
  const names = await modelNames(endpoint).catch(() => []);
  if (names.length === 0) return `Check the model's name and the base URL ${endpoint.redact(endpoint.baseUrl)}; it usually ends in /v1.`;
  const near = names.toSorted((a, b) => distance(a, name) - distance(b, name)).slice(0, LISTED);
  const rest = names.length - near.length;
  return endpoint.redact(`The server has: ${near.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`);
}

/** The names that `/models` of a server lists. @throws {ModelError} when the server can't be reached. */
export async function modelNames(endpoint: Endpoint, signal?: AbortSignal): Promise<string[]> {
  const { response, body } = await send({ ...endpoint, timeoutMs: Math.min(endpoint.timeoutMs, 5000) }, '/models', undefined, { signal });
  if (!response.ok) return [];
  const { data } = JSON.parse(body) as { data?: { id?: unknown }[] };
  return (data ?? []).map(({ id }) => String(id)).filter((id) => id !== 'undefined');
}
