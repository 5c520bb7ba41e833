import type { Confusion } from '../../../src/page/contract.ts';
import { count } from '../../../src/present/numbers.ts';
import { Section } from '../../parts/figures.tsx';
import { useRead } from '../../source/use.tsx';

/** Golds against answers of one candidate, where golds are few labels. */
export function Answers({ run, split, label }: { run: string; split: string; label: string }) {
  const key = `confusion ${run} ${split} ${label}`;
  const { data } = useRead(key, (source) => source.confusion(run, split, label), [run]);
  if (data === undefined || data === null) return null;
  return (
    <Section title={`What ${label} answered`}>
      <div class="scroll" role="region" aria-label="Golds by answers" tabIndex={0}>
        <Labels {...data} />
      </div>
    </Section>
  );
}

function Labels({ labels, counts }: Confusion) {
  return (
    <table class="confusion">
      <caption class="sr">Item runs by gold and answer</caption>
      <thead>
        <tr>
          <th scope="col">Gold</th>
          {[...labels, 'other', 'no answer'].map((label, i) => (
            <th scope="col" class={i < labels.length ? 'number' : 'number quiet'} key={i}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.map((gold, row) => (
          <tr key={gold}>
            <th scope="row">{gold}</th>
            {counts[row]?.map((number, column) => (
              <td class={classOf(number, column === row)} key={column}>
                {number === 0 ? <span class="quiet">·</span> : count(number)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function classOf(number: number, isGold: boolean): string {
  if (number === 0) return 'number';
  return isGold ? 'number right' : 'number wrong';
}
