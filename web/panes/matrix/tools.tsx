import type { Matrix } from '../../../src/page/contract.ts';
import { count, percent } from '../../../src/present/numbers.ts';
import { href, setQuery } from '../../base/route.ts';
import type { Choice, Order, Show } from './model.ts';

export interface ToolsProps {
  matrix: Matrix;
  choice: Choice;
  /** Items that are. */
  shown: number;
}

/** Which items are shown, in which order, and against whom. */
export function Tools({ matrix, choice, shown }: ToolsProps) {
  const { columns, itemIds } = matrix;
  const labels = columns.map(({ label, accuracy }) => [label, `${label}  ${percent(accuracy)}`] as const);
  return (
    <div class="tools" role="search">
      <label>
        <span class="sr">Filter by the text of id or input</span>
        <input
          type="search"
          data-filter
          placeholder="Filter: id or text…"
          value={choice.text}
          onInput={(event) => setQuery({ filter: event.currentTarget.value }, { replace: true })}
        />
      </label>
      <Select name="show" label="Items" value={choice.show} options={Object.entries(SHOWN)} />
      <Select name="sort" label="Sorted by" value={choice.order} options={Object.entries(SORTED)} />
      <Select name="of" label="Candidate" value={columns[choice.candidate]?.label} options={labels} />
      <Select name="base" label="Against" value={columns[choice.baseline]?.label} options={labels} />
      <CompareLink matrix={matrix} choice={choice} />
      <span class="quiet" role="status">
        {shown === itemIds.length ? count(shown, 'item') : `${count(shown)} of ${count(itemIds.length)} items`}
      </span>
    </div>
  );
}

const SHOWN: Record<Show, string> = {
  all: 'all',
  flipped: 'flipped between the two',
  regressed: 'regressions only',
  failed: 'not right',
};

const SORTED: Record<Order, string> = { id: 'id', hard: 'hardest first', easy: 'easiest first' };

interface SelectProps {
  /** In the address. */
  name: string;
  label: string;
  value: string | undefined;
  options: readonly (readonly [value: string, text: string])[];
}

function Select({ name, label, value, options }: SelectProps) {
  return (
    <label>
      {label}{' '}
      <select name={name} value={value} onChange={(event) => setQuery({ [name]: event.currentTarget.value })}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** An evaluation has nobody beside it. */
function CompareLink({ matrix: { run, split, columns }, choice }: Pick<ToolsProps, 'matrix' | 'choice'>) {
  const [baseline, candidate] = [columns[choice.baseline]?.label, columns[choice.candidate]?.label];
  if (baseline === candidate) return null;
  return (
    <a href={href(['compare'], { first: `${run}/${baseline}`, second: `${run}/${candidate}`, split })}>
      Compare the two
    </a>
  );
}
