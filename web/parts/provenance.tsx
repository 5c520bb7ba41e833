import { count, moment, NONE, plain } from '../../src/present/index.ts';
import type { RunReport } from '../../src/report/contract.ts';
import { looksSentence } from '../../src/report/wording.ts';
import { Facts } from './facts.tsx';
import { Section } from './figures.tsx';
import { Table } from './table.tsx';

type Provenanced = Pick<RunReport, 'run' | 'prices' | 'testOpenings' | 'testLooks'>;

interface ProvenanceProps {
  report: Provenanced;
  /** SHA-256 of the winner. */
  hash: string | null;
  /** Whether the command has a test split to look at. @default true */
  hasTest?: boolean;
}

/** Everything needed to repeat the run or to doubt it. */
export function Provenance({ report, hash, hasTest = true }: ProvenanceProps) {
  const { run, prices, testOpenings } = report;
  const looks = looksSentence(report);
  const settings = Object.entries(run.config);
  return (
    <Section title="Provenance">
      <Facts
        facts={[
          ['Run', <code>{run.id}</code>],
          ['Seed', run.seed],
          ['Started', moment(run.startedAt)],
          ['Finished', moment(run.finishedAt)],
          ...(hash === null ? [] : [['Winner’s SHA-256', <code>{hash}</code>] as const]),
        ]}
      />
      {hasTest && <h3>Test split</h3>}
      {hasTest && testOpenings.length === 0 && <p class="quiet">Sealed: it was not opened.</p>}
      {testOpenings.length > 0 && (
        <ul>
          {testOpenings.map(({ at, subject, items }) => (
            <li key={at + subject}>
              {moment(at)}: {count(items)} items, for {subject}
            </li>
          ))}
        </ul>
      )}
      {looks !== null && <p class="quiet">{looks}</p>}
      <h3>Prices used</h3>
      {prices.length === 0 ? (
        <p class="quiet">None known.</p>
      ) : (
        <Table
          caption="Prices used"
          rows={prices}
          keyOf={({ model }) => model}
          columns={[
            { id: 'model', head: 'Model', cell: ({ model }) => model },
            {
              id: 'in',
              head: 'Input, $ / million tokens',
              numeric: true,
              cell: ({ inputUsdPerMillion }) => inputUsdPerMillion ?? 'unpriced',
            },
            {
              id: 'out',
              head: 'Output, $ / million tokens',
              numeric: true,
              cell: ({ outputUsdPerMillion }) => outputUsdPerMillion ?? 'unpriced',
            },
            { id: 'source', head: 'Source', cell: ({ source }) => source },
          ]}
        />
      )}
      {settings.length > 0 && <h3>Configuration</h3>}
      <Facts facts={settings.map(([key, value]) => [key, value === null ? NONE : plain(value)])} />
    </Section>
  );
}
