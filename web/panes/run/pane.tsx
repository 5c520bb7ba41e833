import type { RunView } from '../../../src/page/contract.ts';
import { RunTabs } from '../../parts/run-tabs.tsx';
import { Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';
import { EvaluationBody } from './evaluation.tsx';
import { GuideBody } from './guide.tsx';
import { RunHeader } from './header.tsx';
import { SearchBody } from './search.tsx';
import { WorkflowsBody } from './workflows.tsx';

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
      <Body view={view} />
    </>
  );
}

function Body({ view }: { view: RunView }) {
  switch (view.kind) {
    case 'search':
      return <SearchBody view={view} />;
    case 'workflows':
      return <WorkflowsBody view={view} />;
    case 'evaluation':
      return <EvaluationBody view={view} />;
    case 'guide':
      return <GuideBody view={view} />;
  }
}
