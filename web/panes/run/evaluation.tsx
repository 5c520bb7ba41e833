import type { EvaluationView } from '../../../src/page/contract.ts';
import { count } from '../../../src/present/index.ts';
import { evaluationFacts } from '../../../src/report/evaluation-markdown.ts';
import { capitalised, metricWord } from '../../../src/report/wording.ts';
import { Code } from '../../parts/code.tsx';
import { Facts } from '../../parts/facts.tsx';
import { FailingItems } from '../../parts/failing-items.tsx';
import { Section } from '../../parts/figures.tsx';
import { Findings } from '../../parts/findings.tsx';
import { Ledger } from '../../parts/ledger.tsx';
import { Provenance } from '../../parts/provenance.tsx';
import { Table } from '../../parts/table.tsx';
import { Events } from './events.tsx';

/** An evaluation: one workflow on one split. */
export function EvaluationBody({ view: { row, report, events } }: { view: EvaluationView }) {
  const { workflow, problems } = report;
  return (
    <>
      <Section title={capitalised(metricWord(report.run))}>
        <Facts facts={evaluationFacts(report)} />
      </Section>
      {problems.length > 0 && (
        <Section title="What failed">
          <Table
            caption="What failed"
            rows={problems.slice(0, 20)}
            keyOf={({ kind, message }) => `${kind} ${message}`}
            columns={[
              { id: 'kind', head: 'Kind', cell: ({ kind }) => <code>{kind}</code> },
              { id: 'runs', head: 'Item runs', numeric: true, cell: ({ count: number }) => count(number) },
              { id: 'message', head: 'Message', cell: ({ message }) => <span class="text">{message}</span> },
              { id: 'items', head: 'Items', cell: ({ items }) => <span class="text">{items.join(', ')}</span> },
            ]}
          />
        </Section>
      )}
      <FailingItems run={row.id} items={report.failingItems} />
      <Section title="Workflow">
        <p class="meta">
          <span>
            SHA-256 <code>{workflow.hash}</code>
          </span>
        </p>
        <Findings findings={workflow.findings} />
        {workflow.code === null ? (
          <p class="quiet">Its text was not kept.</p>
        ) : (
          <Code code={workflow.code} findings={workflow.findings} />
        )}
      </Section>
      <Section title="Ledger">
        <Ledger costs={report.costs} />
      </Section>
      <Provenance report={report} hash={null} hasTest={row.command !== 'run'} />
      <Events events={events} />
    </>
  );
}
