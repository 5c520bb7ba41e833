/** A frame that no honest process would send. */
export class FrameError extends Error {}

/** Four bytes of length, big-endian, then the JSON text. */
export function encodeFrame(json: string): Buffer {
  const body = Buffer.from(json);
  const frame = Buffer.allocUnsafe(4 + body.length);
  frame.writeUInt32BE(body.length, 0);
  body.copy(frame, 4);
  return frame;
}

/** Splits a byte stream into frames. Buffers at most one unfinished frame of `maxBytes`. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #size = 0;
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The frames that `chunk` completes, as text. Throws {@link FrameError} for a length above the limit. */
  *push(chunk: Buffer): Generator<string> {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    for (;;) {
      const length = this.#nextLength();
      if (length === undefined || this.#size < 4 + length) return;
      const all = this.#join();
      this.#chunks = all.length > 4 + length ? [all.subarray(4 + length)] : [];
      this.#size -= 4 + length;
      yield all.toString('utf8', 4, 4 + length);
    }
  }

  #nextLength(): number | undefined {
    const [first] = this.#chunks;
    if (first === undefined || this.#size < 4) return undefined;
    const head = first.length >= 4 ? first : this.#join();
    const length = head.readUInt32BE(0);
    if (length > this.#maxBytes) {
      throw new FrameError(`a frame of ${length} bytes was announced, at most ${this.#maxBytes} are allowed`);
    }
    return length;
  }

  #join(): Buffer {
    const [first, second] = this.#chunks;
    if (first !== undefined && second === undefined) return first;
    const all = Buffer.concat(this.#chunks, this.#size);
    this.#chunks = [all];
    return all;
  }
}
