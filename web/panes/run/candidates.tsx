import { candidateLabel } from '../../../src/base/candidate-id.ts';
import { count, duration, interval, percent, ratio, dollars } from '../../../src/present/index.ts';
import type { CandidateReport } from '../../../src/report/contract.ts';
import { capitalised } from '../../../src/report/wording.ts';
import { href } from '../../base/route.ts';
import { headOf } from '../../../src/base/clip.ts';
import { originOf } from '../../parts/origin.ts';
import { Status } from '../../parts/score.tsx';
import { type Column, Table } from '../../parts/table.tsx';

export interface CandidateTableProps {
  run: string;
  candidates: readonly CandidateReport[];
  metric: string;
  winnerId: string | null;
}

/** All candidates, one a row; headings sort. */
export function CandidateTable({ run, candidates, metric, winnerId }: CandidateTableProps) {
  if (candidates.length === 0) return <p class="quiet">None yet.</p>;
  return (
    <Table
      caption="Candidates"
      sortKey="sort"
      columns={columnsOf(run, metric, winnerId)}
      rows={candidates}
      keyOf={({ id }) => id}
      classOf={({ id }) => (id === winnerId ? 'winner' : undefined)}
    />
  );
}

function columnsOf(run: string, metric: string, winnerId: string | null): Column<CandidateReport>[] {
  const number = (
    id: string,
    head: string,
    value: (one: CandidateReport) => number | null,
    cell: (value: number | null) => string,
  ): Column<CandidateReport> => ({ id, head, numeric: true, value, cell: (one) => cell(value(one)) });
  return [
    {
      id: 'candidate',
      head: 'Candidate',
      value: (one) => candidateLabel(one),
      cell: (one) => (
        <a data-row href={href(['run', run, 'candidate', candidateLabel(one)])}>
          {candidateLabel(one)}
        </a>
      ),
    },
    {
      id: 'status',
      head: 'State',
      value: ({ status }) => status,
      cell: ({ id, status }) => <Status status={id === winnerId ? 'winner' : status} />,
    },
    { id: 'origin', head: 'Written by', value: originOf, cell: originOf },
    {
      id: 'score',
      head: capitalised(metric),
      numeric: true,
      value: ({ accuracy }) => accuracy,
      cell: ({ accuracy, interval: range }) => (
        <>
          {percent(accuracy)} <span class="range">{interval(range)}</span>
        </>
      ),
    },
    number('n', 'n', ({ n }) => n, count),
    number('reward', 'Reward', ({ reward }) => reward, ratio),
    number('calls', 'Calls / item', ({ callsPerItem }) => callsPerItem, ratio),
    number('latency', 'Latency p50', ({ latencyMs }) => latencyMs?.p50 ?? null, duration),
    number('cost', 'Cost', ({ costUsd }) => costUsd, dollars),
    number('repairs', 'Repairs', ({ repairs }) => repairs, count),
    number('findings', 'Findings', ({ findings }) => findings.length, count),
    {
      id: 'analysis',
      head: 'Analysis',
      cell: ({ analysis }) => <span class="preview">{headOf(analysis, 160)}</span>,
    },
  ];
}
