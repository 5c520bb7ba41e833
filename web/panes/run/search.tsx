import { candidateLabel } from '../../../src/base/candidate-id.ts';
import type { SearchView } from '../../../src/page/contract.ts';
import type { CandidateReport } from '../../../src/report/contract.ts';
import { candidatesOf } from '../../../src/report/tally.ts';
import { metricWord, racingSentence } from '../../../src/report/wording.ts';
import { CostScatter, type ScatterPoint } from '../../charts/cost-scatter.tsx';
import { Lineage } from '../../charts/lineage.tsx';
import { type Over, ScoreChart } from '../../charts/score.tsx';
import { href, setQuery, useRoute } from '../../base/route.ts';
import { Section } from '../../parts/figures.tsx';
import { Provenance } from '../../parts/provenance.tsx';
import { Ledger } from '../../parts/ledger.tsx';
import { BrokenShare } from './broken.tsx';
import { CandidateTable } from './candidates.tsx';
import { Hints } from './hints.tsx';
import { SearchFigures } from './figures.tsx';
import { Submissions } from './submissions.tsx';
import { Outcome } from './outcome.tsx';
import { Events } from './events.tsx';
import { Failures } from '../../parts/failures.tsx';
import { FailingItems } from '../../parts/failing-items.tsx';

const OVERS: readonly Over[] = ['turn', 'calls', 'dollars'];

/** A search: its numbers, how it went, what it wrote, what it cost, and where it comes from. */
export function SearchBody({ view }: { view: SearchView }) {
  const { row, report, events, hints, submissions, closed } = view;
  const { query } = useRoute();
  const over = OVERS.find((one) => one === query.over) ?? 'turn';
  const candidates = candidatesOf(report);
  const metric = metricWord(report.run);
  const bestId = report.winner?.candidateId ?? bestOf(candidates)?.id ?? null;
  const racing = racingSentence(report);
  return (
    <>
      <SearchFigures row={row} report={report} />
      <Section title="How it went">
        <fieldset class="choice">
          <legend>Score over</legend>
          {OVERS.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="over"
                checked={one === over}
                onChange={() => setQuery({ over: one === 'turn' ? '' : one })}
              />{' '}
              {one}
            </label>
          ))}
        </fieldset>
        <ScoreChart
          run={row.id}
          candidates={candidates}
          metric={metric}
          start={report.start?.validation?.accuracy ?? null}
          winnerId={bestId}
          over={over}
        />
        <Legend />
        {racing !== null && <p class="quiet">{racing}</p>}
      </Section>
      <Hints run={row.id} hints={hints} closed={closed} />
      <Submissions run={row.id} submissions={submissions} closed={closed} />
      <div class="two">
        <Section title="Score against cost">
          <CostScatter
            points={pointsOf(row.id, candidates)}
            scoreLabel={`validation ${metric}`}
            costLabel="dollars an item, the search included"
          />
        </Section>
        <Section title="Who was written from whom">
          <Lineage run={row.id} candidates={candidates} bestId={bestId} />
          {candidates.some(({ writtenBy }) => writtenBy !== null) && (
            <p class="quiet">◆ written by a person, or by w4s: a router</p>
          )}
        </Section>
      </div>
      <Outcome report={report} />
      <Section title="Candidates" id="candidates">
        <BrokenShare proposals={report.proposals} />
        <CandidateTable
          run={row.id}
          candidates={candidates}
          metric={metric}
          winnerId={report.winner?.candidateId ?? null}
        />
      </Section>
      <FailingItems run={row.id} items={report.failingItems} />
      <Failures failures={report.failures} />
      <Section title="Ledger">
        <Ledger costs={report.costs} />
      </Section>
      <Provenance report={report} hash={report.winner?.hash ?? null} />
      <Events events={events} />
    </>
  );
}

function pointsOf(run: string, candidates: readonly CandidateReport[]): ScatterPoint[] {
  return candidates.flatMap((candidate) => {
    const { id, accuracy: score, status, costUsd, callsPerItem: calls, n } = candidate;
    if (score === null || status !== 'scored') return [];
    const at = href(['run', run, 'candidate', candidateLabel(candidate)]);
    const perItem = costUsd === null || n === 0 ? null : costUsd / n;
    return [{ id, name: nameOf(candidate), href: at, score, costUsd: perItem, calls }];
  });
}

/** Workflows of turn 0 were not written here, and have names. */
function nameOf(candidate: CandidateReport): string {
  const label = candidateLabel(candidate);
  return candidate.turn === 0 && candidate.analysis !== '' ? `${label} (${candidate.analysis})` : label;
}

function bestOf(candidates: ReturnType<typeof candidatesOf>) {
  return candidates
    .filter(({ status, accuracy }) => status === 'scored' && accuracy !== null)
    .toSorted((a, b) => (b.accuracy ?? 0) - (a.accuracy ?? 0))[0];
}

function Legend() {
  return (
    <ul class="legend">
      <li>
        <svg aria-hidden="true">
          <circle class="key-point" cx="11" cy="6" r="4" />
        </svg>
        candidate, with its interval
      </li>
      <li>
        <svg aria-hidden="true">
          <circle class="key-partial" cx="11" cy="6" r="4" />
        </svg>
        given up or inconclusive
      </li>
      <li>
        <svg aria-hidden="true">
          <path class="unscored" d="M8 3l6 6m0 -6l-6 6" />
        </svg>
        not scored
      </li>
      <li>
        <svg aria-hidden="true">
          <path class="best" d="M0 6h22" />
        </svg>
        best so far
      </li>
      <li>
        <svg aria-hidden="true">
          <path class="start" d="M0 6h22" />
        </svg>
        start
      </li>
    </ul>
  );
}
