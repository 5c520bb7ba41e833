import type { StudyRow } from '../../../src/page/contract.ts';
import { count, interval, moment, pValue, percentWithInterval, points } from '../../../src/present/index.ts';
import { href } from '../../base/route.ts';
import { Empty, Shown } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { useRead } from '../../source/use.tsx';

/** The studies and ablations of the store. */
export function StudiesPane() {
  const read = useRead('studies', (source) => source.studies());
  return <Shown read={read}>{(rows) => (rows.length === 0 ? <None /> : <Studies rows={rows} />)}</Shown>;
}

function Studies({ rows }: { rows: readonly StudyRow[] }) {
  return (
    <>
      <h1>Studies</h1>
      <Table
        caption="Studies"
        sortKey="sort"
        rows={rows}
        keyOf={({ name }) => name}
        columns={[
          {
            id: 'name',
            head: 'Name',
            value: ({ name }) => name,
            cell: ({ name }) => (
              <a data-row href={href(['study', name])}>
                {name}
              </a>
            ),
          },
          { id: 'arms', head: 'Test score by arm', cell: ({ found }) => <Lines lines={found?.arms.map(armLine)} /> },
          {
            id: 'comparisons',
            head: 'Differences, p by Holm',
            cell: ({ found }) => <Lines lines={found?.comparisons.map(comparisonLine)} />,
          },
          { id: 'tasks', head: 'Tasks', cell: ({ found }) => found?.tasks.join(', ') ?? 'its result can’t be read' },
          { id: 'kind', head: 'Kind', value: ({ kind }) => kind, cell: ({ kind }) => kind },
          { id: 'at', head: 'Ended', value: ({ at }) => at, cell: ({ at }) => moment(at) },
        ]}
      />
    </>
  );
}

type Found = NonNullable<StudyRow['found']>;

function armLine({ name, test }: Found['arms'][number]): string {
  return `${name} ${percentWithInterval(test.accuracy, test.interval)} n ${count(test.n)}`;
}

function comparisonLine({ arm, against, difference, interval: range, pHolm }: Found['comparisons'][number]): string {
  return `${arm} − ${against} ${points(difference)} ${interval(range)}, ${pValue(pHolm)}`;
}

/** One under the other. */
function Lines({ lines = [] }: { lines?: readonly string[] }) {
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function None() {
  return (
    <Empty title="No studies yet">
      <p>
        <code>w4s study FILE</code> compares strategies and meta-agents on several tasks, and{' '}
        <code>w4s ablation TASK</code> meta-agents on one; their results appear here.
      </p>
    </Empty>
  );
}
