import type { GuideView } from '../../../src/page/contract.ts';
import { href } from '../../base/route.ts';
import { Section } from '../../parts/figures.tsx';
import { Ledger } from '../../parts/ledger.tsx';
import { Provenance } from '../../parts/provenance.tsx';
import { Events } from './events.tsx';

/** A design guide: its text, and the searches that it was learnt from. */
export function GuideBody({ view: { report, events } }: { view: GuideView }) {
  const { guide, learntFrom } = report;
  return (
    <>
      <Section title="Guide">
        {guide === null ? <p class="quiet">No guide was written.</p> : <pre class="wrap">{guide}</pre>}
      </Section>
      {learntFrom.length > 0 && (
        <Section title="Learnt from">
          <ul>
            {learntFrom.map((run) => (
              <li key={run}>
                <a href={href(['run', run])}>{run}</a>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Ledger">
        <Ledger costs={report.costs} />
      </Section>
      <Provenance report={report} hash={null} hasTest={false} />
      <Events events={events} />
    </>
  );
}
