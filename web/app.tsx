import { useEffect } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { href, useRoute } from './base/route.ts';
import { CandidatePane } from './panes/candidate/pane.tsx';
import { ComparePane } from './panes/compare/pane.tsx';
import { ItemPane } from './panes/item/pane.tsx';
import { MatrixPane } from './panes/matrix/pane.tsx';
import { ReviewPane } from './panes/review/pane.tsx';
import { RunPane } from './panes/run/pane.tsx';
import { RunsPane } from './panes/runs/pane.tsx';
import { StartPane } from './panes/start/pane.tsx';
import { StudiesPane } from './panes/study/list.tsx';
import { StudyPane } from './panes/study/pane.tsx';
import { TransfersPane } from './panes/transfer/list.tsx';
import { TransferPane } from './panes/transfer/pane.tsx';
import { KeyHelp, useKeys } from './parts/keys.tsx';
import { Empty } from './parts/states.tsx';
import { ThemeButton } from './parts/theme.tsx';
import { useRead, useReading } from './source/use.tsx';

/** Name and path of what can be reached from everywhere. */
const PLACES: readonly (readonly [string, ...string[]])[] = [
  ['Runs'],
  ['Start a run', 'start'],
  ['Studies', 'study'],
  ['Transfers', 'transfer'],
];

/** The frame around every pane. */
export function App() {
  const { source, connected } = useReading();
  const { path } = useRoute();
  const reviews = useRead('reviews', (from) => from.reviews());
  useKeys();
  useEffect(() => {
    const about = [path[3] ?? path[1], 'w4s'].filter((word) => word !== undefined);
    document.title = about.join(' · ');
  }, [path.join('/')]);
  return (
    <>
      <a class="skip" href="#main" onClick={toMain}>
        Skip to the content
      </a>
      <header class="bar">
        <a class="brand" href={href([])}>
          w4s
        </a>
        <nav aria-label="Places">
          {source.live &&
            PLACES.map(([name, ...at]) => (
              <a key={name} href={href(at)} aria-current={path.join('/') === at.join('/') ? 'page' : undefined}>
                {name}
              </a>
            ))}
          {source.live && (
            <a href={href(['review'])} aria-current={path[0] === 'review' ? 'page' : undefined}>
              Review <Badge count={reviews.data?.length ?? 0} />
            </a>
          )}
        </nav>
        <span class="state" role="status">
          {source.live ? connection(connected) : 'report'}
        </span>
        <KeyHelp />
        <ThemeButton />
      </header>
      <main id="main" tabIndex={-1}>
        {path[0] === 'review' ? <ReviewPane read={reviews} /> : <Pane path={path} />}
      </main>
      <footer class="foot">
        Intervals are 95%. Times are UTC. “Unpriced” means that no price is known, not that it was free.
      </footer>
    </>
  );
}

/** Which pane a path stands for. */
function Pane({ path: [place, run = '', part, name = '', item = ''] }: { path: string[] }): ComponentChildren {
  if (place === undefined) return <RunsPane />;
  if (place === 'run' && part === undefined) return <RunPane key={run} id={run} />;
  if (place === 'run' && part === 'candidate') return <CandidatePane key={run} run={run} label={name} />;
  if (place === 'start') return <StartPane />;
  if (place === 'study' && run === '') return <StudiesPane />;
  if (place === 'study') return <StudyPane name={run} />;
  if (place === 'transfer') return run === '' ? <TransfersPane /> : <TransferPane name={run} />;
  if (place === 'run' && part === 'items') return <MatrixPane key={run + name} run={run} split={name} />;
  if (place === 'run' && part === 'item') return <ItemPane run={run} split={name} itemId={item} />;
  if (place === 'compare') return <ComparePane />;
  return (
    <Empty title="There is no such page">
      <a href={href([])}>To the runs</a>
    </Empty>
  );
}

/** How many wait. */
function Badge({ count }: { count: number }) {
  return count === 0 ? null : <span class="badge">{count}</span>;
}

function connection(connected: boolean | null): string {
  if (connected === null) return 'connecting…';
  return connected ? 'live' : 'not connected';
}

/** The address is the state, so the link must not change it. */
function toMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
