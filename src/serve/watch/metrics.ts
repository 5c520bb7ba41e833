import type { Places } from '../places.ts';
import type { Ended, Refused, Watch } from './contract.ts';

export interface Metrics extends Watch {
  /** In Prometheus' text form. */
  text(): string;
}

/** Upper bounds, in seconds. */
const BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

interface Series {
  seconds: number;
  /** By bucket, each with all below it. */
  below: number[];
  count: number;
  calls: number;
  promptTokens: number;
  completionTokens: number;
  paidUsd: number;
  byStatus: Map<number, number>;
}

/** Counts since the start, by model. */
export function createMetrics(places: Pick<Places, 'open' | 'working'>): Metrics {
  const all = new Map<string, Series>();
  const add = (request: Refused & Pick<Ended, 'answer'>): void => {
    const series = all.get(request.model) ?? nothing();
    all.set(request.model, series);
    count(series, request);
  };
  return {
    ended: add,
    refused: add,
    close: () => Promise.resolve(),
    text: () => [...gauges(places), ...families([...all])].join('\n') + '\n',
  };
}

function nothing(): Series {
  const sums = { seconds: 0, count: 0, calls: 0, promptTokens: 0, completionTokens: 0, paidUsd: 0 };
  return { ...sums, below: BUCKETS.map(() => 0), byStatus: new Map() };
}

function count(series: Series, { ms, status, answer }: Refused & Pick<Ended, 'answer'>): void {
  const seconds = ms / 1_000;
  series.count++;
  series.seconds += seconds;
  BUCKETS.forEach((bound, i) => {
    if (seconds <= bound) series.below[i] = (series.below[i] ?? 0) + 1;
  });
  series.byStatus.set(status, (series.byStatus.get(status) ?? 0) + 1);
  series.calls += answer?.calls ?? 0;
  series.promptTokens += answer?.promptTokens ?? 0;
  series.completionTokens += answer?.completionTokens ?? 0;
  series.paidUsd += answer?.paidUsd ?? 0;
}

function gauges({ open, working }: Pick<Places, 'open' | 'working'>): string[] {
  return [
    ...family('w4s_requests_open', 'gauge', 'Requests that are not answered to their end.'),
    `w4s_requests_open ${open}`,
    ...family('w4s_workflows_running', 'gauge', 'Requests that a workflow is at work on.'),
    `w4s_workflows_running ${working}`,
  ];
}

function families(all: readonly [string, Series][]): string[] {
  const sums = (name: string, help: string, of: (series: Series) => number): string[] => [
    ...family(name, 'counter', help),
    ...all.map(([model, series]) => `${name}${labels({ model })} ${of(series)}`),
  ];
  return [
    ...family('w4s_requests_total', 'counter', 'Requests that are over, by HTTP status; 499: the client hung up.'),
    ...all.flatMap(([model, { byStatus }]) =>
      [...byStatus].map(([status, n]) => `w4s_requests_total${labels({ model, status: String(status) })} ${n}`),
    ),
    ...family('w4s_request_duration_seconds', 'histogram', 'From the request to the last byte of its answer.'),
    ...all.flatMap(([model, series]) => histogram(model, series)),
    ...sums('w4s_executor_calls_total', 'Completions for answered requests, from the cache too.', (s) => s.calls),
    ...sums('w4s_prompt_tokens_total', 'Tokens of prompts.', (s) => s.promptTokens),
    ...sums('w4s_completion_tokens_total', 'Tokens of completions.', (s) => s.completionTokens),
    ...sums('w4s_paid_usd_total', 'Dollars paid for answered requests.', (s) => s.paidUsd),
  ];
}

function histogram(model: string, { below, seconds, count: n }: Series): string[] {
  const name = 'w4s_request_duration_seconds';
  return [
    ...BUCKETS.map((bound, i) => `${name}_bucket${labels({ model, le: String(bound) })} ${below[i]}`),
    `${name}_bucket${labels({ model, le: '+Inf' })} ${n}`,
    `${name}_sum${labels({ model })} ${seconds}`,
    `${name}_count${labels({ model })} ${n}`,
  ];
}

function family(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function labels(pairs: Readonly<Record<string, string>>): string {
  const escaped = (text: string): string => text.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`));
  return `{${Object.entries(pairs)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')}}`;
}
