import type { SandboxCall, SandboxFailure } from './contract.ts';
import type { Json } from '../base/json.ts';
import { FrameError } from './frames.ts';

/** Messages of a run's process. Trust nothing in them: the code may have forged them. */
export type ChildMessage =
  | { t: 'hello' }
  | ({ t: 'call'; id: number } & SandboxCall)
  | { t: 'out'; text: string }
  | { t: 'audit'; event: string; detail: string }
  | { t: 'result'; value: Json }
  | ({ t: 'fail' } & SandboxFailure);

const MAX_DEPTH = 150;
/** A process may report these failures itself; only the host determines the others. */
const STATED_KINDS = ['exception', 'memory', 'output'] as const;
const MAX_TEXT = 16_000;

/** Throws {@link FrameError} for anything else. */
export function parseChildMessage(text: string): ChildMessage {
  const message = parseObject(text);
  switch (message['t']) {
    case 'hello':
      return { t: 'hello' };
    case 'out':
      return { t: 'out', text: string(message, 'text').toWellFormed() };
    case 'audit':
      return { t: 'audit', event: short(message, 'event'), detail: short(message, 'detail') };
    case 'result':
      return { t: 'result', value: message['value'] ?? null };
    case 'fail':
      return parseFailure(message);
    case 'call':
      return parseCall(message);
    default:
      throw new FrameError('a frame of an unknown type came');
  }
}

function parseObject(text: string): Record<string, Json> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new FrameError('a frame came that is not JSON');
  }
  if (!isRecord(json)) throw new FrameError('a frame came that is no object');
  clean(json, MAX_DEPTH);
  return json;
}

/** Rejects values too deep for recursive code on the host, and drops keys that would reach a prototype. */
function clean(json: Json, depth: number): void {
  if (json === null || typeof json !== 'object') return;
  if (depth === 0) throw new FrameError(`a frame is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(json)) {
    for (const item of json) clean(item, depth - 1);
    return;
  }
  if (Object.hasOwn(json, '__proto__')) delete json['__proto__'];
  for (const value of Object.values(json)) clean(value, depth - 1);
}

function parseCall(message: Record<string, Json>): ChildMessage {
  const { id, args, kwargs } = message;
  if (!Number.isSafeInteger(id) || !Array.isArray(args) || !isRecord(kwargs))
    throw new FrameError('a malformed call came');
  return { t: 'call', id: id as number, method: short(message, 'method'), args, kwargs };
}

function parseFailure(message: Record<string, Json>): ChildMessage {
  const kind = STATED_KINDS.find((known) => known === message['kind']);
  if (kind === undefined) throw new FrameError('a failure of an unknown kind came');
  const failure: ChildMessage = { t: 'fail', kind, message: short(message, 'message') };
  if (message['errorType'] !== undefined) failure.errorType = short(message, 'errorType');
  if (message['traceback'] !== undefined) failure.traceback = short(message, 'traceback');
  return failure;
}

function string(message: Record<string, Json>, key: string): string {
  const value = message[key];
  if (typeof value !== 'string') throw new FrameError(`a frame without the text \`${key}\` came`);
  return value;
}

/** Half a surrogate pair, from the run or from cutting, would make a request with this text malformed. */
function short(message: Record<string, Json>, key: string): string {
  return string(message, key).slice(0, MAX_TEXT).toWellFormed();
}

function isRecord(json: unknown): json is Record<string, Json> {
  return json !== null && typeof json === 'object' && !Array.isArray(json);
}
