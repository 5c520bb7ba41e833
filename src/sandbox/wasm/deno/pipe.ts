/** Frames to and from the host: four bytes of length, big-endian, then the body. */
import type { FromWarden } from './messages.ts';

/** Bodies as they come. */
export async function* frames(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = [];
  let size = 0;
  const join = (): Uint8Array => {
    if (chunks.length === 1) return chunks[0]!;
    const all = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    chunks = [all];
    return all;
  };
  let wanted = 4;
  for await (const chunk of stream) {
    chunks.push(chunk);
    size += chunk.length;
    while (size >= wanted) {
      const all = join();
      const length = new DataView(all.buffer, all.byteOffset).getUint32(0);
      wanted = 4 + length;
      if (size < wanted) break;
      yield all.subarray(4, wanted);
      chunks = [all.subarray(wanted)];
      size -= wanted;
      wanted = 4;
    }
  }
}

const encoder = new TextEncoder();
let writing: Promise<void> = Promise.resolve();
let waiting: string[] = [];

export function tellHost(message: FromWarden): void {
  write(JSON.stringify(message));
}

/** What a run says: its number, a space, and its own text. */
export function passOn(id: number, text: string): void {
  write(`${id} ${text}`);
}

/** Whatever comes while one write is under way goes out in the next. */
function write(text: string): void {
  waiting.push(text);
  if (waiting.length === 1) writing = writing.then(flush);
}

async function flush(): Promise<void> {
  const bodies = waiting.map((text) => encoder.encode(text));
  waiting = [];
  const all = new Uint8Array(bodies.reduce((sum, body) => sum + 4 + body.length, 0));
  const view = new DataView(all.buffer);
  let at = 0;
  for (const body of bodies) {
    view.setUint32(at, body.length);
    all.set(body, at + 4);
    at += 4 + body.length;
  }
  for (let sent = 0; sent < all.length;) sent += await Deno.stdout.write(all.subarray(sent));
}
