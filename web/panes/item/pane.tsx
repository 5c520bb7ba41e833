import type { ItemView } from '../../../src/page/contract.ts';
import { plain } from '../../../src/present/numbers.ts';
import { href, useRoute } from '../../base/route.ts';
import { Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';
import { Choosing } from './choosing.tsx';
import { Side } from './side.tsx';

export interface ItemPaneProps {
  run: string;
  split: string;
  itemId: string;
}

/** One item, and what two candidates did on it, side by side. */
export function ItemPane({ run, split, itemId }: ItemPaneProps) {
  const { query } = useRoute();
  const labels = [query.left, query.right].filter((label) => label !== undefined);
  const key = ['item', run, split, itemId, ...labels].join(' ');
  const read = useRead(key, (source) => source.item(run, split, itemId, labels), [run]);
  return (
    <>
      <a class="up" data-up href={href(['run', run, 'items', split], { item: itemId })}>
        ‹ {run}, items: {split}
      </a>
      <h1>{itemId}</h1>
      <Shown read={read}>{(view) => <Item view={view} />}</Shown>
    </>
  );
}

function Item({ view }: { view: ItemView }) {
  const { run, split, input, expected, sides } = view;
  return (
    <>
      <p class="meta">
        <span>{split}</span>
        <span>{expected === null ? 'gold withheld or not on record' : <>gold {<code>{plain(expected)}</code>}</>}</span>
      </p>
      <pre class="wrap" tabIndex={0} role="region" aria-label="Input">
        {input}
      </pre>
      <Choosing view={view} />
      {sides.length === 0 && <p class="quiet">Nobody was asked this yet.</p>}
      <div class="two sides">
        {sides.map((side) => (
          <Side key={side.label} run={run} side={side} />
        ))}
      </div>
    </>
  );
}
