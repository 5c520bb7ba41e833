import { crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import type { Json } from '../../../base/json.ts';
import type { Row } from '../../data/jsonl.ts';
import { withoutMissingNumbers } from './missing-numbers.ts';

/** Of a sample: the rest of it is what happened. */
const FIELDS = ['id', 'epoch', 'input', 'choices', 'target', 'metadata', 'sandbox', 'files', 'setup'];
/** Bytes of one entry when unpacked. */
const MOST = 64 * 2 ** 20;
/** Of all together: packed bytes may stand for a thousand times as many. */
const MOST_TOGETHER = 2 ** 30;
const MOST_SAMPLES = 100_000;

/**
 * A log of Inspect as it is written, `.eval`: a ZIP file with `header.json` and an entry a sample. Returned as the
 * JSON form of a log, without what happened in its samples.
 * @throws {Error} with a sentence, for what is no such file
 */
export function readEvalLog(bytes: Buffer): Row {
  const entries = entriesOf(bytes);
  let left = MOST_TOGETHER;
  const read = (entry: Entry): Row => {
    const content = contentOf(bytes, entry);
    left -= content.length;
    if (left < 0) throw new Error('it holds more than 1 GiB');
    return parsed(content.toString());
  };
  const header = entries.find(({ name }) => name === 'header.json' || name === '_journal/start.json');
  if (header === undefined) throw new Error('it has no `header.json`');
  const samples = entries.filter(({ name }) => /^samples\/.+\.json$/.test(name));
  if (samples.length > MOST_SAMPLES)
    throw new Error(`it has more than ${MOST_SAMPLES.toLocaleString('en-US')} samples`);
  const { eval: evaluation = null, results = null } = read(header);
  return { eval: evaluation, results, samples: samples.map((entry) => withoutEvents(read(entry))) };
}

function parsed(text: string): Row {
  try {
    return JSON.parse(text) as Row;
  } catch {
    return JSON.parse(withoutMissingNumbers(text)) as Row;
  }
}

function withoutEvents(sample: Row): Json {
  return Object.fromEntries(FIELDS.map((name) => [name, sample[name] ?? null]));
}

interface Entry {
  name: string;
  method: number;
  crc: number;
  size: number;
  /** Of its local header. */
  offset: number;
}

const [END, CENTRAL, LOCAL] = [0x06054b50, 0x02014b50, 0x04034b50];

/** Source: APPNOTE.TXT of PKWARE, 4.3; without ZIP64, whose files are larger than what is read here. */
function entriesOf(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END) throw new Error('it is no ZIP file');
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL) throw new Error('its list of entries is broken');
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ];
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + name),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      size: bytes.readUInt32LE(at + 20),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

function contentOf(bytes: Buffer, { name, method, crc, size, offset }: Entry): Buffer {
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL) throw new Error(`\`${name}\` is not in it`);
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  const content = unpacked(bytes.subarray(start, start + size), method, name);
  if (crc32(content) !== crc) throw new Error(`\`${name}\` in it is damaged`);
  return content;
}

function unpacked(packed: Buffer, method: number, name: string): Buffer {
  const limit = { maxOutputLength: MOST };
  if (method === 0) return packed;
  if (method === 8) return inflateRawSync(packed, limit);
  if (method === 93) return zstdDecompressSync(packed, limit);
  throw new Error(`\`${name}\` in it is packed in a way that is not read here`);
}
