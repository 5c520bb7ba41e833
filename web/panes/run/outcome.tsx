import { candidateLabel } from '../../../src/base/candidate-id.ts';
import { duration, ratio, dollars } from '../../../src/present/index.ts';
import type { Contestant, RunReport } from '../../../src/report/contract.ts';
import { candidatesOf, startWon } from '../../../src/report/tally.ts';
import { breakEvenSentence, metricWord, pairedSentence } from '../../../src/report/wording.ts';
import { winnersSentences } from '../../../src/winners/sentences.ts';
import { href } from '../../base/route.ts';
import { Section } from '../../parts/figures.tsx';
import { Score } from '../../parts/score.tsx';
import { Table } from '../../parts/table.tsx';

interface Line {
  name: string;
  candidateId: string | null;
  contestant: Contestant;
}

/** The winner beside the start, and how sure the differences are. */
export function Outcome({ report }: { report: RunReport }) {
  const { winner, winners, single, start, runnerUp, breakEven, run } = report;
  if (winner === null && start === null)
    return run.status === 'running' ? null : (
      <Section title="Outcome">
        <p>No candidate was scored, so there is no winner.</p>
      </Section>
    );
  const metric = metricWord(run);
  const lines: Line[] = [
    ...(start === null ? [] : [{ name: `Start (${start.name})`, candidateId: start.candidateId, contestant: start }]),
    ...(winner === null ? [] : [{ name: 'Winner', candidateId: winner.candidateId, contestant: winner }]),
    ...(single === null ? [] : [{ name: 'Best single program', candidateId: single.candidateId, contestant: single }]),
  ];
  return (
    <Section title="Outcome">
      <Table
        caption="Outcome"
        rows={lines}
        keyOf={({ name }) => name}
        columns={[
          {
            id: 'name',
            head: 'Workflow',
            cell: ({ name, candidateId }) => (
              <>
                {name} {candidateId !== null && <CandidateLink report={report} id={candidateId} />}
              </>
            ),
          },
          { id: 'v', head: `Validation ${metric}`, cell: ({ contestant }) => <Score score={contestant.validation} /> },
          { id: 't', head: `Test ${metric}`, cell: ({ contestant }) => <Score score={contestant.test} /> },
          {
            id: 'calls',
            head: 'Calls / item',
            numeric: true,
            cell: ({ contestant }) => ratio(contestant.callsPerItem),
          },
          {
            id: 'cost',
            head: 'Cost / item',
            numeric: true,
            cell: ({ contestant }) => dollars(contestant.costPerItemUsd),
          },
          {
            id: 'latency',
            head: 'Latency p50',
            numeric: true,
            cell: ({ contestant }) => duration(contestant.latencyMs?.p50 ?? null),
          },
        ]}
      />
      {winner !== null && startWon(report) && <p>No workflow scored better than the start.</p>}
      {winner?.gain && <p>On the test items the winner differs from the start by {pairedSentence(winner.gain)}.</p>}
      {winners?.single?.gain && (
        <p>
          On the test items the router differs from the best single program by {pairedSentence(winners.single.gain)}.
        </p>
      )}
      {winners !== null && winnersSentences(winners).map((sentence) => <p key={sentence}>{sentence}</p>)}
      {runnerUp !== null && (
        <p>
          On the validation items the winner differs from the runner-up{' '}
          <CandidateLink report={report} id={runnerUp.candidateId} /> by {pairedSentence(runnerUp.paired)}.
        </p>
      )}
      {winner !== null && (
        <p class="quiet">
          The winner was picked by its validation score, which therefore flatters it;{' '}
          {winner.test === null ? 'the test split, which would not, was not opened' : 'the test score does not'}.
        </p>
      )}
      {breakEven !== null && <p>{breakEvenSentence(breakEven)}</p>}
    </Section>
  );
}

/** A candidate's label that leads to it; its id where the report does not hold it. */
function CandidateLink({ report, id }: { report: RunReport; id: string }) {
  const candidate = candidatesOf(report).find((one) => one.id === id);
  if (candidate === undefined) return <>{id}</>;
  const label = candidateLabel(candidate);
  return <a href={href(['run', report.run.id, 'candidate', label])}>{label}</a>;
}
