import type { Interval } from '../statistics/contract.ts';
import { oneLine } from '../base/printable.ts';
import { workflowHash } from './hash.ts';

/** A mean score with what it rests on. */
export interface ProvenanceScore {
  /** In [0, 1]. */
  value: number;
  /** 95%. */
  interval: Interval | null;
  /** Scored items. */
  n: number;
}

/** Where a workflow comes from, as its file's header says. */
export interface Provenance {
  run?: string;
  task?: string;
  executor?: string;
  metaAgent?: string;
  validation?: ProvenanceScore;
  test?: ProvenanceScore;
  /** ISO 8601. */
  date?: string;
}

const FIRST_LINE = '# w4s workflow';
const LAST_LINE = '# ---';
const TEXT_FIELDS = { run: 'run', task: 'task', executor: 'executor', metaAgent: 'meta-agent', date: 'date' } as const;
const SCORE_FIELDS = ['validation', 'test'] as const;
const SCORE = /^([\d.]+)(?: \[([\d.]+), ([\d.]+)\])? of (\d+) items$/;

/** A workflow's text under a header of comments that {@link parseWorkflowFile} reads back. Python runs it as it is. */
export function renderWorkflowFile({ code, provenance }: { code: string; provenance: Provenance }): string {
  return [FIRST_LINE, ...provenanceLines(code, provenance), LAST_LINE, '', `${code.trim()}\n`].join('\n');
}

/** Comments that say where a workflow comes from, one fact each. */
export function provenanceLines(code: string, provenance: Provenance): string[] {
  const texts = Object.entries(TEXT_FIELDS).map(
    ([field, label]) => [label, provenance[field as keyof typeof TEXT_FIELDS]] as const,
  );
  const scores = SCORE_FIELDS.map((field) => [field, renderScore(provenance[field])] as const);
  const fields = [...texts, ...scores, ['hash', workflowHash(code)] as const];
  // On one line each: a model's or a run's name must not break out of its comment.
  return fields.flatMap(([label, value]) => (value === undefined ? [] : [`# ${label}: ${oneLine(value)}`]));
}

export interface ParsedWorkflowFile {
  code: string;
  provenance?: Provenance;
  /** Whether the code under the header is not what the header was written for. */
  edited: boolean;
}

/** A file without our header is all code. */
export function parseWorkflowFile(text: string): ParsedWorkflowFile {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const end = lines.indexOf(LAST_LINE);
  if (lines[0]?.trimEnd() !== FIRST_LINE || end === -1) return { code: lines.join('\n'), edited: false };
  const header = new Map(
    lines
      .slice(1, end)
      .map((line) => /^# ([a-z-]+): (.*)$/.exec(line))
      .filter((match) => match !== null)
      .map(([, label = '', value = '']) => [label, value.trim()]),
  );
  const code = lines
    .slice(end + 1)
    .join('\n')
    .replace(/^\n+/, '');
  return { code, provenance: provenanceOf(header), edited: header.get('hash') !== workflowHash(code) };
}

function provenanceOf(header: ReadonlyMap<string, string>): Provenance {
  const texts = Object.entries(TEXT_FIELDS).map(([field, label]) => [field, header.get(label)]);
  const scores = SCORE_FIELDS.map((field) => [field, parseScore(header.get(field))]);
  return Object.fromEntries([...texts, ...scores].filter(([, value]) => value !== undefined)) as Provenance;
}

function renderScore(score: ProvenanceScore | undefined): string | undefined {
  if (score === undefined) return undefined;
  const interval = score.interval === null ? '' : ` [${digits(score.interval.low)}, ${digits(score.interval.high)}]`;
  return `${digits(score.value)}${interval} of ${score.n} items`;
}

function parseScore(text = ''): ProvenanceScore | undefined {
  const match = SCORE.exec(text);
  if (match === null) return undefined;
  const [, value, low, high, n] = match;
  return {
    value: Number(value),
    interval: low === undefined ? null : { low: Number(low), high: Number(high) },
    n: Number(n),
  };
}

function digits(value: number): string {
  return String(Number(value.toFixed(4)));
}
