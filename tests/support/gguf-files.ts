import { writeFileSync } from 'node:fs';

/** A GGUF v3 with nothing but text metadata: enough to be read, too little to be run. */
export function writeBareGguf(path: string, metadata: Record<string, string | number>): string {
  const entries = Object.entries(metadata);
  const parts = [Buffer.from('GGUF'), uint32(3), uint64(0), uint64(entries.length)];
  for (const [key, value] of entries) {
    parts.push(text(key));
    if (typeof value === 'string') parts.push(uint32(8), text(value));
    else parts.push(uint32(4), uint32(value));
  }
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function uint64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}
