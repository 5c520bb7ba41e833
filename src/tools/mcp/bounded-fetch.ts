import { fetchThroughProxy } from '../../outgoing/index.ts';
import { busyError, isBusy } from './busy.ts';

/** Bytes of one response; a program's line may be as long as its transport allows. */
const MOST_BYTES = 32 * 2 ** 20;

/** `fetch` through the environment's proxy, for a server whose answers nobody has bounded. @throws {Busy} */
export async function boundedFetch(address: string | URL, init?: RequestInit): Promise<Response> {
  const response = (await fetchThroughProxy(String(address), init as object)) as unknown as Response;
  const { status, statusText, headers, body } = response;
  const answer = new Response(body?.pipeThrough(bounded()) ?? null, { status, statusText, headers: [...headers] });
  if (isBusy(answer)) throw await busyError(answer);
  return answer;
}

function bounded(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > MOST_BYTES) controller.error(new Error(`the answer holds more than ${MOST_BYTES / 2 ** 20} MiB`));
      else controller.enqueue(chunk);
    },
  });
}
