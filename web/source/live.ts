import { type Source, pathOf } from '../../src/page/contract.ts';
import { follow } from './follow.ts';
import { readMatrices } from './matrices.ts';

/** What a read or an action failed with, in words for a person. */
export class SourceError extends Error {
  readonly code: string;
  readonly hint?: string;
  constructor({ code, message, hint }: { code: string; message: string; hint?: string }) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** The page's server. */
export function liveSource(): Source {
  return {
    live: true,
    runs: () => read(pathOf.runs()),
    run: (id) => read(pathOf.run(id)),
    candidate: (run, label) => read(pathOf.candidate(run, label)),
    matrix: readMatrices(read),
    item: (run, split, itemId, labels) => read(pathOf.item(run, split, itemId, labels)),
    confusion: (run, split, label) => read(pathOf.confusion(run, split, label)),
    compare: (first, second, split) => read(pathOf.compare(first, second, split)),
    reviews: () => read(pathOf.reviews()),
    studies: () => read(pathOf.studies()),
    study: (name) => read(pathOf.study(name)),
    transfers: () => read(pathOf.transfers()),
    transfer: (name) => read(pathOf.transfer(name)),
    act: (action) => read('/api/actions', { method: 'POST', body: JSON.stringify(action) }),
    follow,
  };
}

async function read<T>(path: string, init: RequestInit = {}): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { 'content-type': 'application/json' } });
  } catch {
    throw new SourceError({
      code: 'unreachable',
      message: 'The server of this page does not answer',
      hint: 'Was `w4s ui` stopped? Start it again and open the address that it prints.',
    });
  }
  const body = (await response.json().catch(() => null)) as { error?: ConstructorParameters<typeof SourceError>[0] };
  if (response.ok) return body as T;
  throw new SourceError(body?.error ?? { code: 'http', message: `The server answered ${response.status}` });
}
