import type { RunView } from '../../../src/page/contract.ts';
import { duration, moment } from '../../../src/present/index.ts';
import { SIMULATED } from '../../../src/report/wording.ts';
import { href } from '../../base/route.ts';
import { ProgressBar } from '../../parts/progress.tsx';
import { Status } from '../../parts/score.tsx';
import { useReading } from '../../source/use.tsx';
import { RunActions } from './actions.tsx';

/** Name, what ran, and everything that a reader has to know before believing a number. */
export function RunHeader({ view: { kind, row, report, workers } }: { view: RunView }) {
  const { source } = useReading();
  const { run } = report;
  const facts = [run.task, `executor ${run.executor}`, run.meta !== null && `meta-agent ${run.meta}`];
  const times = [moment(run.startedAt), runtime(run), `run ${run.id}`];
  return (
    <header class="head">
      {source.live && (
        <a class="up" data-up href={href([])}>
          ‹ Runs
        </a>
      )}
      <h1>
        {run.name} <Status status={run.status} />
      </h1>
      <Facts texts={facts} />
      <Facts texts={times} />
      {workers !== '' && <Facts texts={[workers]} />}
      {row.progress !== null && <ProgressBar progress={row.progress} />}
      <RunActions row={row} goesOn={kind === 'search'} />
      {run.simulated && <Notice title="Simulated." text={SIMULATED} />}
      {run.stopReason !== null && <Notice title={STOPPED[run.status] ?? 'To know.'} text={run.stopReason} />}
      {run.warnings.length > 0 && (
        <div class="notice" role="note">
          <p>
            <strong>Warnings</strong>
          </p>
          <ul>
            {run.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      )}
    </header>
  );
}

const STOPPED: Record<string, string> = {
  stopped: 'Stopped early.',
  cancelled: 'Cancelled.',
  interrupted: 'Interrupted.',
  failed: 'Failed.',
};

function Facts({ texts }: { texts: readonly (string | false)[] }) {
  return (
    <p class="meta">
      {texts
        .filter((text) => text !== false)
        .map((text) => (
          <span key={text}>{text}</span>
        ))}
    </p>
  );
}

function Notice({ title, text }: { title: string; text: string }) {
  return (
    <div class="notice" role="note">
      <p>
        <strong>{title}</strong> {text}
      </p>
    </div>
  );
}

function runtime({ startedAt, finishedAt }: RunView['report']['run']): string {
  return finishedAt === null ? 'not finished' : `took ${duration(Date.parse(finishedAt) - Date.parse(startedAt))}`;
}
