import type { ComparisonView } from '../../../src/page/contract.ts';
import { count, plain, ratio } from '../../../src/present/numbers.ts';
import type { FlippedItem } from '../../../src/report/comparison.ts';
import { href, setQuery, useRoute } from '../../base/route.ts';
import { headOf } from '../../../src/base/clip.ts';
import { Section } from '../../parts/figures.tsx';
import { type Column, Table } from '../../parts/table.tsx';

/** Items that are listed; all of them are where the items of a run are. */
const MOST = 200;
/** Characters of an answer. */
const HEAD = 120;

const WAYS = ['all', 'won', 'lost'] as const;

/** Only the items on which the two differ. */
export function Flips({ view }: { view: ComparisonView }) {
  const { query } = useRoute();
  const { firstBetter, secondBetter } = view.comparison.flipped;
  const way = WAYS.find((one) => one === query.way) ?? 'all';
  const items = [...(way === 'won' ? [] : firstBetter), ...(way === 'lost' ? [] : secondBetter)];
  const total = firstBetter.length + secondBetter.length;
  const of = { all: total, won: secondBetter.length, lost: firstBetter.length };
  return (
    <Section title="Items that flipped">
      {total === 0 ? (
        <p class="quiet">None: both scored the same on every item.</p>
      ) : (
        <>
          <fieldset class="choice">
            <legend>Show</legend>
            {WAYS.map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name="way"
                  checked={one === way}
                  onChange={() => setQuery({ way: one === 'all' ? '' : one })}
                />{' '}
                {NAMES[one]} ({count(of[one])})
              </label>
            ))}
          </fieldset>
          <Table
            caption="Flipped items, one a row"
            sortKey="sort"
            rows={items.slice(0, MOST)}
            keyOf={({ itemId }) => itemId}
            columns={columnsOf(view)}
          />
          {items.length > MOST && <p class="quiet">And {count(items.length - MOST)} more.</p>}
        </>
      )}
    </Section>
  );
}

const NAMES = { all: 'all', won: 'better on the right', lost: 'worse on the right' };

function columnsOf({ first, second, comparison: { split } }: ComparisonView): Column<FlippedItem>[] {
  const answer = (id: string, head: string, value: (item: FlippedItem) => unknown): Column<FlippedItem> => ({
    id,
    head,
    cell: (item) => <span class="text">{headOf(plain(value(item)), HEAD)}</span>,
  });
  return [
    {
      id: 'item',
      head: 'Item',
      value: ({ itemId }) => itemId,
      cell: ({ itemId }) => (
        <>
          <a data-row href={href(['run', second.run, 'item', split, itemId], sidesOf(first, second))}>
            {itemId}
          </a>
          {first.run !== second.run && (
            <>
              {' '}
              (<a href={href(['run', first.run, 'item', split, itemId], { left: first.label })}>left</a>)
            </>
          )}
        </>
      ),
    },
    {
      id: 'score',
      head: 'Left → right',
      value: ({ firstScore, secondScore }) => secondScore - firstScore,
      cell: ({ firstScore, secondScore }) => (
        <span class={`status ${secondScore > firstScore ? 'scored' : 'failed'}`}>
          {ratio(firstScore)} → {ratio(secondScore)}
        </span>
      ),
    },
    answer('first', 'Answer left', ({ firstAnswer }) => firstAnswer),
    answer('second', 'Answer right', ({ secondAnswer }) => secondAnswer),
  ];
}

/** Within one run both are shown at once. */
function sidesOf(first: ComparisonView['first'], second: ComparisonView['second']): Record<string, string | undefined> {
  return first.run === second.run ? { left: first.label, right: second.label } : { left: second.label };
}
