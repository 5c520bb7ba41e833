import { plain } from '../../src/present/index.ts';
import type { FailingItem } from '../../src/report/contract.ts';
import { href } from '../base/route.ts';
import { Section } from './figures.tsx';

/** A sample of items that were not answered right, each leading to what happened on it. */
export function FailingItems({ run, items }: { run: string; items: readonly FailingItem[] }) {
  if (items.length === 0) return null;
  return (
    <Section title="Items that failed">
      <ul class="items">
        {items.map((item) => (
          <Item key={item.itemId} run={run} item={item} />
        ))}
      </ul>
    </Section>
  );
}

/** Golds of other splits stay sealed, whatever the report holds. */
function Item({ run, item: { itemId, split, input, expected, attempts } }: { run: string; item: FailingItem }) {
  return (
    <li>
      <details>
        <summary>
          <span class="id">{itemId}</span>
          <span class="preview">{input}</span>
        </summary>
        <p class="prose">{input}</p>
        <p>
          {split === 'validation' && expected !== null ? (
            <>
              Expected <code>{plain(expected)}</code>
            </>
          ) : (
            <span class="quiet">Expected answer withheld or not on record.</span>
          )}
        </p>
        <ul>
          {attempts.map(({ candidateId, answer, failure, note }) => (
            <li key={candidateId}>
              {candidateId.split('/').at(-1)}: {answer === null ? 'no answer' : <code>{plain(answer)}</code>}{' '}
              <span class="quiet">
                {failure ?? 'wrong'}
                {note !== null && ` · ${note}`}
              </span>
            </li>
          ))}
        </ul>
        <a href={href(['run', run, 'item', split, itemId])}>What happened on it</a>
      </details>
    </li>
  );
}
