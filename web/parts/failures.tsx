import { count } from '../../src/present/index.ts';
import { isMissing } from '../../src/workflow/outcome.ts';
import type { RunReport } from '../../src/report/contract.ts';
import { rankedFailures } from '../../src/report/tally.ts';
import { Section } from './figures.tsx';
import { Table } from './table.tsx';

/** Number of failures by kind, the most frequent first. */
export function Failures({ failures }: { failures: RunReport['failures'] }) {
  const ranked = rankedFailures(failures);
  if (ranked.length === 0) return null;
  return (
    <Section title="Failures of item runs">
      <Table
        caption="Failures of item runs"
        rows={ranked}
        keyOf={([kind]) => kind}
        columns={[
          { id: 'kind', head: 'Kind', cell: ([kind]) => <code>{kind}</code> },
          { id: 'runs', head: 'Item runs', numeric: true, cell: ([, number]) => count(number) },
          { id: 'counted', head: 'Counted as', cell: ([kind]) => (isMissing(kind) ? 'missing' : 'score 0') },
        ]}
      />
    </Section>
  );
}
