import type { TransferCell } from '../../../src/lab/transfer/contract.ts';
import { startText } from '../../../src/lab/transfer/words.ts';
import { NONE, count, dollars, interval, pValue, percent, points, ratio } from '../../../src/present/index.ts';
import { href } from '../../base/route.ts';
import { Table } from '../../parts/table.tsx';
import { useReading } from '../../source/use.tsx';

export function CellTable({ cells }: { cells: readonly TransferCell[] }) {
  const { live } = useReading().source;
  return (
    <Table
      caption="Cells"
      sortKey="sort"
      rows={cells}
      keyOf={({ winner, task, executor }) => `${winner} ${task} ${executor}`}
      columns={[
        { id: 'winner', head: 'Winner', value: ({ winner }) => winner, cell: ({ winner }) => winner },
        {
          id: 'task',
          head: 'Task',
          value: ({ task }) => task,
          cell: ({ task, isHome }) => (isHome ? `${task} (home)` : task),
        },
        { id: 'executor', head: 'Executor', value: ({ executor }) => executor, cell: ({ executor }) => executor },
        { id: 'start', head: 'Start', cell: ({ start }) => startText(start) },
        {
          id: 'before',
          head: 'Start scores',
          value: ({ start }) => start.accuracy,
          cell: ({ start }) => <Score of={start} />,
        },
        {
          id: 'after',
          head: 'Winner scores',
          value: ({ scored }) => scored.accuracy,
          cell: ({ scored }) => <Score of={scored} />,
        },
        {
          id: 'difference',
          head: 'Difference',
          value: ({ difference }) => difference?.difference ?? null,
          cell: (cell) => <Difference {...cell} />,
        },
        {
          id: 'p',
          head: 'p (Holm)',
          cell: ({ difference }) => (difference === null ? NONE : pValue(difference.pHolm)),
        },
        {
          id: 'calls',
          head: 'Calls / item',
          numeric: true,
          cell: ({ start, scored }) => `${ratio(start.callsPerItem)} → ${ratio(scored.callsPerItem)}`,
        },
        {
          id: 'cost',
          head: 'Cost / item',
          numeric: true,
          value: ({ scored }) => scored.costPerItemUsd,
          cell: ({ start, scored }) => `${dollars(start.costPerItemUsd)} → ${dollars(scored.costPerItemUsd)}`,
        },
        {
          id: 'failed',
          head: 'Failed',
          numeric: true,
          value: ({ scored }) => scored.failed,
          cell: ({ scored }) => count(scored.failed),
        },
        {
          id: 'run',
          head: 'Run',
          cell: ({ run }) => (live ? <a href={href(['run', run])}>{run}</a> : <code>{run}</code>),
        },
      ]}
    />
  );
}

function Score({ of: { accuracy, interval: range, n } }: { of: TransferCell['scored'] }) {
  return (
    <>
      {accuracy === null ? 'inconclusive' : percent(accuracy)}{' '}
      <span class="range">
        {interval(range)} n {count(n)}
      </span>
    </>
  );
}

function Difference({ difference }: Pick<TransferCell, 'difference'>) {
  if (difference === null) return <>{NONE}</>;
  return (
    <>
      {points(difference.difference)} <span class="range">{interval(difference.interval)}</span>
    </>
  );
}
