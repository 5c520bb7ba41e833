import type { ItemView } from '../../../src/page/contract.ts';
import { percent } from '../../../src/present/numbers.ts';
import { setQuery } from '../../base/route.ts';

/** Who stands left and who right. */
export function Choosing({ view: { scores, sides } }: { view: ItemView }) {
  const [left, right = left] = sides.map(({ label }) => label);
  if (left === undefined || scores.length < 2) return null;
  const answered = scores.filter(({ score }) => score === 1).length;
  return (
    <div class="tools">
      <span class="quiet">
        {answered} of {scores.length} candidates were right
      </span>
      <Side name="Left" value={left} scores={scores} choose={(label) => setQuery({ left: label, right })} />
      <Side name="Right" value={right} scores={scores} choose={(label) => setQuery({ left, right: label })} />
      <button type="button" onClick={() => setQuery({ left: right, right: left })}>
        Swap
      </button>
    </div>
  );
}

interface SideProps {
  name: string;
  value: string | undefined;
  scores: ItemView['scores'];
  choose(label: string): void;
}

function Side({ name, value, scores, choose }: SideProps) {
  return (
    <label>
      {name}{' '}
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {scores.map(({ label, score }) => (
          <option key={label} value={label}>
            {label} {score === null ? 'missing' : percent(score)}
          </option>
        ))}
      </select>
    </label>
  );
}
