import type { StudyRow } from '../../../src/page/contract.ts';
import { moment } from '../../../src/present/index.ts';
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
          { id: 'kind', head: 'Kind', value: ({ kind }) => kind, cell: ({ kind }) => kind },
          { id: 'at', head: 'Ended', value: ({ at }) => at, cell: ({ at }) => moment(at) },
        ]}
      />
    </>
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
