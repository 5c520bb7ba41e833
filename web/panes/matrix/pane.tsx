import { useMemo } from 'preact/hooks';
import type { Matrix } from '../../../src/page/contract.ts';
import { href } from '../../base/route.ts';
import { RunTabs } from '../../parts/run-tabs.tsx';
import { Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';
import { Answers } from './answers.tsx';
import { Items } from './items.tsx';
import { tableOf } from './model.ts';
import { useChoice } from './choice.ts';

/** Items by candidates: who answered what right. */
export function MatrixPane({ run, split }: { run: string; split: string }) {
  const read = useRead(`matrix ${run} ${split}`, (source) => source.matrix(run, split), [run]);
  return (
    <>
      <a class="up" data-up href={href(['run', run])}>
        ‹ {run}
      </a>
      <h1>Items: {split}</h1>
      <Shown read={read}>{(matrix) => <Body matrix={matrix} />}</Shown>
    </>
  );
}

function Body({ matrix }: { matrix: Matrix }) {
  const table = useMemo(() => tableOf(matrix), [matrix]);
  const choice = useChoice(matrix);
  const { run, split, splits, itemIds, columns } = matrix;
  const candidate = columns[choice.candidate]?.label;
  return (
    <>
      <RunTabs run={run} splits={splits} split={split} />
      {itemIds.length === 0 || columns.length === 0 ? (
        <p class="quiet">Nothing was run on this split yet.</p>
      ) : (
        <Items table={table} choice={choice} />
      )}
      {candidate !== undefined && <Answers run={run} split={split} label={candidate} />}
    </>
  );
}
