import type { Response } from 'undici';

/** Bytes of a reply, decompressed: 20 answers of 4,096 tokens with log-probabilities are half of it. */
export const MOST_REPLY_BYTES = 32 * 2 ** 20;

/** Thrown for a body that is longer; the rest of it is not read. */
export class ReplyTooLarge extends Error {}

/**
 * The text of a reply, counted while it comes: a few compressed kilobytes may stand for gigabytes.
 * @param onPart Told of each part that arrives. @throws {ReplyTooLarge}
 */
export async function readBody(response: Response, onPart: () => void): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    onPart();
    bytes += part.length;
    if (bytes > MOST_REPLY_BYTES) throw new ReplyTooLarge();
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts, bytes));
}
