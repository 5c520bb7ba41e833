import { distance } from 'fastest-levenshtein';
import { send } from './post.ts';
import type { Endpoint } from './endpoint.ts';

const LISTED = 12;

/** The hint for a 404: the models that the server lists, nearest name first, or a doubt about the base URL. */
export async function notFoundHint(endpoint: Endpoint, name: string): Promise<string> {
  const names = (await listedModels(endpoint).catch(() => [])).map(({ id }) => id);
  if (names.length === 0)
    return `Check the model's name and the base URL ${endpoint.redact(endpoint.baseUrl)}; it usually ends in /v1.`;
  const near = names.toSorted((a, b) => distance(a, name) - distance(b, name)).slice(0, LISTED);
  const rest = names.length - near.length;
  const more = rest > 0 ? ` and ${rest} more` : '';
  return endpoint.redact(`The server has: ${near.join(', ')}${more}.`);
}

/** One entry of `/models`. */
export interface ListedModel {
  id: string;
  /** When its provider shuts it down, as `YYYY-MM-DD`, if announced. */
  shutdownDate?: string;
  /** Where vLLM and the trainer's server read it from. */
  root?: string;
}

/** Lists a server's `/models`. @throws {ModelError} if the server can't be reached. */
export async function listedModels(endpoint: Endpoint, signal?: AbortSignal): Promise<ListedModel[]> {
  const { response, body } = await send(
    { ...endpoint, timeoutMs: Math.min(endpoint.timeoutMs, 5000) },
    '/models',
    undefined,
    { signal },
  );
  if (!response.ok) return [];
  const { data } = JSON.parse(body) as { data?: Record<string, unknown>[] };
  return (data ?? []).flatMap((entry) =>
    typeof entry.id === 'string'
      ? [
          {
            id: entry.id,
            shutdownDate: dateOf(entry),
            ...(typeof entry['root'] === 'string' ? { root: entry['root'] } : {}),
          },
        ]
      : [],
  );
}

/** OpenAI, OpenRouter and Mistral each use a different name. */
function dateOf({ shutdown_date, expiration_date, deprecation }: Record<string, unknown>): string | undefined {
  const date = [shutdown_date, expiration_date, deprecation].find((value) => typeof value === 'string') as
    | string
    | undefined;
  return /^\d{4}-\d{2}-\d{2}/.exec(date ?? '')?.[0];
}
