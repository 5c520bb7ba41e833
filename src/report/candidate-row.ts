import type { CandidateReport, RunReport } from './contract.ts';
import { type Alignment, count, duration, interval, percent, ratio, dollars } from '../present/index.ts';
import { candidateLabel } from '../base/candidate-id.ts';
import { oneLine } from '../base/printable.ts';
import { metricWord } from './wording.ts';

/** The columns in which plain text and Markdown show candidates. */
export const CANDIDATE_ALIGNMENT: readonly Alignment[] = [
  'left',
  'left',
  'right',
  'left',
  'right',
  'right',
  'right',
  'right',
  'right',
];

/** Headings of {@link candidateRow}. */
export function candidateHeadings({ run }: RunReport): string[] {
  return ['candidate', 'status', metricWord(run), '95%', 'n', 'reward', 'calls/item', 'p50', 'cost'];
}

/** One candidate as cells of text. */
export function candidateRow(candidate: CandidateReport, winnerId: string | undefined): string[] {
  return [
    candidateLabel(candidate) + (candidate.id === winnerId ? ' *' : '') + byWhom(candidate),
    candidate.status,
    percent(candidate.accuracy),
    interval(candidate.interval),
    count(candidate.n),
    ratio(candidate.reward),
    ratio(candidate.callsPerItem),
    duration(candidate.latencyMs?.p50 ?? null),
    dollars(candidate.costUsd),
  ];
}

/** Names a person: all others are the meta-agent's, or starts. */
function byWhom({ writtenBy }: CandidateReport): string {
  return writtenBy === null ? '' : ` by ${oneLine(writtenBy)}`;
}
