import type { RunView } from '../../../src/page/contract.ts';
import { RunTabs } from '../../parts/run-tabs.tsx';
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
      <RunTabs run={view.row.id} splits={view.splits} />
      {view.kind === 'search' ? <SearchBody view={view} /> : <EvaluationBody view={view} />}
    </>
  );
}
