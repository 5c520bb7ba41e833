import type { RunView } from '../../../src/page/contract.ts';
import { href } from '../../base/route.ts';
import { Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';
import { EvaluationBody } from './evaluation.tsx';
import { RunHeader } from './header.tsx';
import { SearchBody } from './search.tsx';

/** One run, also while it goes on. */
export function RunPane({ id }: { id: string }) {
  const read = useRead(`run ${id}`, (source) => source.run(id), [id]);
  return <Shown read={read}>{(view) => <Run view={view} />}</Shown>;
}

function Run({ view }: { view: RunView }) {
  return (
    <>
      <RunHeader view={view} />
      <nav class="tabs" aria-label="Parts of this run">
        <a href={href(['run', view.row.id])} aria-current="page">
          Overview
        </a>
        {view.splits.map((split) => (
          <a key={split} href={href(['run', view.row.id, 'items', split])}>
            Items: {split}
          </a>
        ))}
      </nav>
      {view.kind === 'search' ? <SearchBody view={view} /> : <EvaluationBody view={view} />}
    </>
  );
}
