import type { ComparedPlace, ComparisonView } from '../../../src/page/contract.ts';
import { dollars, ratio } from '../../../src/present/numbers.ts';
import { capitalised, comparisonNotes, metricWord } from '../../../src/report/wording.ts';
import { href } from '../../base/route.ts';
import { Score } from '../../parts/score.tsx';
import { Table } from '../../parts/table.tsx';

/** Each of the two on all of its own items. */
export function Sides({ view: { first, second, comparison } }: { view: ComparisonView }) {
  const rows = [
    { name: 'left, the baseline', place: first, side: comparison.first },
    { name: 'right', place: second, side: comparison.second },
  ];
  return (
    <>
      <Table
        caption="The two sides"
        rows={rows}
        keyOf={({ name }) => name}
        columns={[
          { id: 'name', head: 'Side', cell: ({ name }) => name },
          { id: 'workflow', head: 'Workflow', cell: ({ place }) => <Workflow place={place} /> },
          { id: 'model', head: 'Executor', cell: ({ side }) => side.model },
          {
            id: 'score',
            head: capitalised(metricWord(comparison)),
            numeric: true,
            cell: ({ side }) => <Score score={side.score} />,
          },
          { id: 'calls', head: 'Calls / item', numeric: true, cell: ({ side }) => ratio(side.callsPerItem) },
          { id: 'cost', head: 'Cost', numeric: true, cell: ({ side }) => dollars(side.costUsd) },
        ]}
      />
      {rows
        .filter(({ side }) => side.status === 'inconclusive' || side.status === 'stopped')
        .map(({ name, side }) => (
          <p class="notice" key={name}>
            The evaluation of the {name}, is {side.status}: the difference rests on what of it was scored.
          </p>
        ))}
      {comparisonNotes(comparison, { first: 'left', second: 'right' }).map((note) => (
        <p class="notice" key={note}>
          {note}
        </p>
      ))}
    </>
  );
}

function Workflow({ place: { run, label, isCandidate } }: { place: ComparedPlace }) {
  return <a href={href(isCandidate ? ['run', run, 'candidate', label] : ['run', run])}>{`${run}/${label}`}</a>;
}
