import { parseCandidate } from '../../../src/base/candidate-id.ts';
import type { WorkflowsView } from '../../../src/page/contract.ts';
import type { GivenWorkflow, WorkflowPair } from '../../../src/report/workflows-contract.ts';
import { count, dollars, duration, interval, pValue, percent, points, ratio } from '../../../src/present/index.ts';
import { capitalised, metricWord } from '../../../src/report/wording.ts';
import { href } from '../../base/route.ts';
import { CostScatter, type ScatterPoint } from '../../charts/cost-scatter.tsx';
import { FailingItems } from '../../parts/failing-items.tsx';
import { Failures } from '../../parts/failures.tsx';
import { Section } from '../../parts/figures.tsx';
import { Ledger } from '../../parts/ledger.tsx';
import { Provenance } from '../../parts/provenance.tsx';
import { Status } from '../../parts/score.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { useReading } from '../../source/use.tsx';
import { Events } from './events.tsx';

/** Given workflows side by side: what each scored and cost, and their differences in pairs. */
export function WorkflowsBody({ view: { row, report, events } }: { view: WorkflowsView }) {
  const { split, workflows, pairs } = report;
  const metric = metricWord(report.run);
  return (
    <>
      <Whole name={report.transfer} />
      <Section title={`${capitalised(metric)} and cost on the ${split} items`}>
        {workflows.length === 0 ? (
          <p class="quiet">No workflow is scored yet.</p>
        ) : (
          <Table
            caption="Workflows"
            sortKey="sort"
            columns={columnsOf(row.id, metric)}
            rows={workflows}
            keyOf={({ candidateId }) => candidateId}
          />
        )}
        <Problems workflows={workflows} />
      </Section>
      <Section title="Score against cost">
        <CostScatter
          points={pointsOf(row.id, workflows)}
          scoreLabel={`${split} ${metric}`}
          costLabel="dollars an item"
        />
      </Section>
      <Pairs pairs={pairs} isOver={report.run.status === 'done'} />
      <FailingItems run={row.id} items={report.failingItems} />
      <Failures failures={report.failures} />
      <Section title="Ledger">
        <Ledger costs={report.costs} />
      </Section>
      <Provenance report={report} hash={null} />
      <Events events={events} />
    </>
  );
}

/** A run of a transfer is one place of it; the heat map is over all of them. */
function Whole({ name }: { name: string | null }) {
  const { source } = useReading();
  if (name === null || !source.live) return null;
  return (
    <p>
      One task with one executor of the transfer <a href={href(['transfer', name])}>{name}</a>.
    </p>
  );
}

function columnsOf(run: string, metric: string): Column<GivenWorkflow>[] {
  return [
    {
      id: 'workflow',
      head: 'Workflow',
      value: ({ name }) => name,
      cell: ({ name, candidateId }) => (
        <a data-row href={candidateHref(run, candidateId)}>
          {name}
        </a>
      ),
    },
    { id: 'status', head: 'State', value: ({ status }) => status, cell: ({ status }) => <Status status={status} /> },
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
    number('calls', 'Calls / item', ({ callsPerItem }) => callsPerItem, ratio),
    number('tokens', 'Tokens / item', ({ tokensPerItem }) => tokensPerItem, count),
    number('cost', 'Cost / item', ({ costPerItemUsd }) => costPerItemUsd, dollars),
    number('latency', 'Latency p50', ({ latencyMs }) => latencyMs?.p50 ?? null, duration),
    number('failed', 'Failed', ({ failed }) => failed, count),
  ];
}

function number(
  id: string,
  head: string,
  value: (one: GivenWorkflow) => number | null,
  cell: (value: number | null) => string,
): Column<GivenWorkflow> {
  return { id, head, numeric: true, value, cell: (one) => cell(value(one)) };
}

function Problems({ workflows }: { workflows: readonly GivenWorkflow[] }) {
  const unclear = workflows.filter(({ problem }) => problem !== null);
  if (unclear.length === 0) return null;
  return (
    <ul>
      {unclear.map(({ candidateId, name, problem }) => (
        <li key={candidateId}>
          {name}: {problem}
        </li>
      ))}
    </ul>
  );
}

function pointsOf(run: string, workflows: readonly GivenWorkflow[]): ScatterPoint[] {
  return workflows.flatMap(({ candidateId: id, name, status, accuracy: score, costPerItemUsd, callsPerItem }) =>
    status === 'scored' && score !== null
      ? [{ id, name, href: candidateHref(run, id), score, costUsd: costPerItemUsd, calls: callsPerItem }]
      : [],
  );
}

function Pairs({ pairs, isOver }: { pairs: readonly WorkflowPair[]; isOver: boolean }) {
  return (
    <Section title="In pairs, on the same items">
      {pairs.length === 0 ? (
        <p class="quiet">{isOver ? 'Nothing to compare.' : 'Known at the end.'}</p>
      ) : (
        <Table
          caption="Differences"
          rows={pairs}
          keyOf={({ workflow, against }) => `${workflow} ${against}`}
          columns={[
            { id: 'workflow', head: 'Workflow', cell: ({ workflow }) => workflow },
            { id: 'against', head: 'Against', cell: ({ against }) => against },
            {
              id: 'difference',
              head: 'Difference',
              numeric: true,
              cell: ({ difference, interval: range }) => (
                <>
                  {points(difference)} <span class="range">{interval(range)}</span>
                </>
              ),
            },
            { id: 'p', head: 'p (Holm)', numeric: true, cell: ({ pHolm }) => pValue(pHolm) },
            { id: 'items', head: 'Items', numeric: true, cell: ({ items }) => count(items) },
          ]}
        />
      )}
    </Section>
  );
}

function candidateHref(run: string, id: string): string {
  return href(['run', run, 'candidate', parseCandidate(id).label ?? id]);
}
