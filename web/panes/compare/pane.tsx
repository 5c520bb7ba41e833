import { parseCandidate } from '../../../src/base/candidate-id.ts';
import type { ComparisonView } from '../../../src/page/contract.ts';
import { href, setQuery, useRoute } from '../../base/route.ts';
import { Diff } from '../../parts/diff.tsx';
import { Section } from '../../parts/figures.tsx';
import { Empty, Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';
import { Flips } from './flips.tsx';
import { PairFigures } from './figures.tsx';
import { Sides } from './sides.tsx';

/** Two runs or candidates on the same items, the baseline left. */
export function ComparePane() {
  const { first, second, split } = useRoute().query;
  if (first === undefined || second === undefined)
    return (
      <Empty title="Nothing to compare">
        <p>
          Mark two of the <a href={href([])}>runs</a>, or choose two candidates where the items of a run are.
        </p>
      </Empty>
    );
  return <Compared first={first} second={second} split={split} />;
}

function Compared({ first, second, split }: { first: string; second: string; split?: string }) {
  const [one, other] = [parseCandidate(first).run, parseCandidate(second).run];
  const key = ['compare', first, second, split].join(' ');
  const read = useRead(key, (source) => source.compare(first, second, split), [one, other]);
  return (
    <>
      <a class="up" data-up href={href(one === other ? ['run', one] : [])}>
        ‹ {one === other ? one : 'Runs'}
      </a>
      <h1>Comparison</h1>
      <Shown read={read}>{(view) => <Pair view={view} references={[first, second]} />}</Shown>
    </>
  );
}

function Pair({ view, references: [first, second] }: { view: ComparisonView; references: [string, string] }) {
  const { comparison, splits } = view;
  const [before, after] = [view.first.code, view.second.code];
  return (
    <>
      <div class="tools">
        <span class="quiet">
          {comparison.task}, {comparison.split}
        </span>
        {splits.length > 1 && (
          <label>
            Split{' '}
            <select value={comparison.split} onChange={(event) => setQuery({ split: event.currentTarget.value })}>
              {splits.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
        )}
        <button type="button" onClick={() => setQuery({ first: second, second: first })}>
          Swap
        </button>
      </div>
      <PairFigures comparison={comparison} />
      <Sides view={view} />
      <Flips view={view} />
      <Section title="What was changed in the code">
        {before === null || after === null ? (
          <p class="quiet">The code of one of them was not kept.</p>
        ) : (
          <Diff before={before} after={after} />
        )}
      </Section>
    </>
  );
}
