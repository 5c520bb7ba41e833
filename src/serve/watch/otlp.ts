import { messageOf } from '../../base/errors.ts';
import { fetchThroughProxy } from '../../outgoing/index.ts';
import type { Watch } from './contract.ts';
import { type Span, spansOf } from './spans.ts';

export interface OtlpOptions {
  /** Of the collector, without `/v1/traces`. */
  endpoint: string;
  /** Told once when the collector takes nothing. */
  onWarning?: (text: string) => void;
  /** Milliseconds that spans wait for others. */
  everyMs?: number;
}

/** Spans that wait at most; the oldest go first. */
const MOST = 4_096;

/** Milliseconds that a collector may take. */
const PATIENCE_MS = 10_000;

/** Sends spans to a collector by OTLP over HTTP, as JSON. A collector that is away costs spans and nothing else. */
export function otlpWatch({ endpoint, onWarning, everyMs = 2_000 }: OtlpOptions): Watch {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  let waiting: Span[] = [];
  let hasWarned = false;
  const send = async (): Promise<void> => {
    const spans = waiting;
    waiting = [];
    if (spans.length === 0) return;
    try {
      const headers = { 'content-type': 'application/json' };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const reply = await fetchThroughProxy(url, {
        method: 'POST',
        headers,
        body: JSON.stringify(bodyOf(spans)),
        signal,
      });
      await reply.body?.cancel();
      if (!reply.ok) throw new Error(`status ${reply.status}`);
    } catch (error) {
      if (!hasWarned) onWarning?.(`No spans could be sent to ${url}: ${messageOf(error)}`);
      hasWarned = true;
    }
  };
  const timer = setInterval(() => void send(), everyMs).unref();
  return {
    ended: (request) => void (waiting = [...waiting, ...spansOf(request)].slice(-MOST)),
    refused: () => undefined,
    close: () => {
      clearInterval(timer);
      return send();
    },
  };
}

function bodyOf(spans: readonly Span[]): object {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'w4s' } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'w4s.serve' }, spans }] }] };
}
