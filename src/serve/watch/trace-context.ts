import { randomBytes } from 'node:crypto';
import type { TraceContext } from '../../model/index.ts';

/** Where a request stands in a trace, in the words of W3C Trace Context. */
export interface RequestTrace {
  traceId: string;
  /** Of the request itself, as this server serves it. */
  spanId: string;
  /** Of the client, where it began the trace. */
  parentSpanId?: string;
  /** What others keep along the way, as it came. */
  traceState?: string;
  /** Two hexadecimal digits. */
  flags: string;
}

const SAMPLED = 1;
const RANDOM = 2;

/** A trace that begins here. */
export function newTrace(): RequestTrace {
  return { traceId: randomBytes(16).toString('hex'), spanId: newSpanId(), flags: flagsOf(SAMPLED | RANDOM) };
}

/** A client's trace, gone on with; `undefined` where it sent none, or one that can't be read. */
export function traceIn(traceparent = '', tracestate = ''): RequestTrace | undefined {
  const [, version, traceId, parentSpanId, flags = '', rest] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(traceparent) ?? [];
  if (traceId === undefined || parentSpanId === undefined || version === 'ff') return undefined;
  // Later versions may add fields; they are not handed on.
  if (version === '00' && rest !== undefined) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentSpanId)) return undefined;
  const known = Number.parseInt(flags, 16) & (SAMPLED | RANDOM);
  return {
    traceId,
    spanId: newSpanId(),
    parentSpanId,
    traceState: isState(tracestate) ? tracestate : undefined,
    flags: flagsOf(known),
  };
}

export function newSpanId(): string {
  return randomBytes(8).toString('hex');
}

export function isSampled({ flags }: RequestTrace): boolean {
  return (Number.parseInt(flags, 16) & SAMPLED) === SAMPLED;
}

/** What whoever is called on the request's behalf is told. @param spanId Of the call. */
export function contextOf({ traceId, traceState, flags }: RequestTrace, spanId: string): TraceContext {
  const context: TraceContext = { traceparent: `00-${traceId}-${spanId}-${flags}` };
  if (traceState !== undefined) context.tracestate = traceState;
  return context;
}

function flagsOf(bits: number): string {
  return bits.toString(16).padStart(2, '0');
}

const MOST_MEMBERS = 32;

/** Whether it is a list of `key=value` with no key twice. */
function isState(text: string): boolean {
  const members = text
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');
  const keys = members.map((member) => member.slice(0, member.indexOf('=')));
  const isList = members.length > 0 && members.length <= MOST_MEMBERS && new Set(keys).size === keys.length;
  return isList && members.every((member) => /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[ -+\--<>-~]{1,256}$/.test(member));
}
