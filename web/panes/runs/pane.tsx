import { MOST_RUNS, type RunRow } from '../../../src/page/contract.ts';
import { href, setQuery, useRoute } from '../../base/route.ts';
import { Empty, Shown } from '../../parts/states.tsx';
import { Table } from '../../parts/table.tsx';
import { useRead, useReading } from '../../source/use.tsx';
import { runColumns } from './columns.tsx';

/** The newest runs of the store. */
export function RunsPane() {
  const read = useRead('runs', (source) => source.runs());
  return (
    <Shown read={read}>{(rows) => (rows.length === 0 ? <NoRuns /> : <Runs rows={rows} again={read.again} />)}</Shown>
  );
}

function Runs({ rows, again }: { rows: readonly RunRow[]; again: () => void }) {
  const { source } = useReading();
  const { query } = useRoute();
  const picked = (query.pick ?? '').split(',').filter((id) => rows.some((row) => row.id === id));
  const shown = rows.filter((row) => matches(row, query.filter ?? '', query.state ?? ''));
  const pick = (id: string): void => {
    const next = picked.includes(id) ? picked.filter((one) => one !== id) : [...picked, id].slice(-2);
    setQuery({ pick: next.join(',') }, { replace: true });
  };
  return (
    <>
      <h1>Runs</h1>
      <div class="tools" role="search">
        <label>
          <span class="sr">Filter by any text</span>
          <input
            type="search"
            data-filter
            placeholder="Filter: task, model, name…"
            value={query.filter ?? ''}
            onInput={(event) => setQuery({ filter: event.currentTarget.value }, { replace: true })}
          />
        </label>
        <label>
          State{' '}
          <select value={query.state ?? ''} onChange={(event) => setQuery({ state: event.currentTarget.value })}>
            <option value="">all</option>
            {[...new Set(rows.map(({ status }) => status))].map((status) => (
              <option key={status}>{status}</option>
            ))}
          </select>
        </label>
        <Compare picked={picked} />
        <span class="quiet" role="status">
          {shown.length === rows.length ? '' : `${shown.length} of `}
          {rows.length < MOST_RUNS ? `${rows.length} runs` : `the newest ${rows.length} runs`}
        </span>
      </div>
      {shown.length === 0 ? (
        <p class="quiet">
          No run matches. <a href={href([])}>Show all</a>
        </p>
      ) : (
        <Table
          caption="Runs"
          sortKey="sort"
          columns={runColumns({ picked, pick, live: source.live, again })}
          rows={shown}
          keyOf={({ id }) => id}
        />
      )}
    </>
  );
}

function Compare({ picked: [first, second] }: { picked: readonly string[] }) {
  if (first === undefined || second === undefined) return <span class="quiet">Mark two runs to compare them.</span>;
  return (
    <a class="button" href={href(['compare'], { first, second })}>
      Compare the two marked
    </a>
  );
}

function NoRuns() {
  return (
    <Empty title="No runs yet">
      <p>
        <code>w4s demo</code> makes one without a key, <code>w4s optimize TASK</code> one of yours. They appear here
        while they go on.
      </p>
    </Empty>
  );
}

/** Every word has to stand somewhere in the line. */
function matches(row: RunRow, filter: string, state: string): boolean {
  if (state !== '' && row.status !== state) return false;
  const text = [row.id, row.name, row.command, row.task, row.workflow, row.executor, row.meta, row.status]
    .join(' ')
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
