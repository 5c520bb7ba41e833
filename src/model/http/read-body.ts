/** Bytes of a reply, decompressed: 20 answers of 4,096 tokens with log-probabilities take half of it. */
export const MOST_REPLY_BYTES = 32 * 2 ** 20;

/** Thrown for a longer body; its rest is not read. */
export class ReplyTooLarge extends Error {}

/**
 * The text of a reply, counted as it arrives: a few compressed kilobytes may expand to gigabytes.
 * @param onPart Called for each part that arrives. @throws {ReplyTooLarge}
 */
export async function readBody(body: AsyncIterable<Uint8Array>, onPart: () => void): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    onPart();
    bytes += part.length;
    if (bytes > MOST_REPLY_BYTES) throw new ReplyTooLarge();
    parts.push(part);
  }
  return new TextDecoder().decode(Buffer.concat(parts, bytes));
}
