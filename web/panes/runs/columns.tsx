import type { RunRow } from '../../../src/page/contract.ts';
import { count, moment, dollars } from '../../../src/present/index.ts';
import { href } from '../../base/route.ts';
import { ActionButton } from '../../parts/confirm.tsx';
import { ProgressBar } from '../../parts/progress.tsx';
import { Score, Status } from '../../parts/score.tsx';
import type { Column } from '../../parts/table.tsx';

export interface RunColumnsOptions {
  picked: readonly string[];
  pick(id: string): void;
  live: boolean;
  again(): void;
}

/** The columns of the list of runs. */
export function runColumns({ picked, pick, live, again }: RunColumnsOptions): Column<RunRow>[] {
  return [
    {
      id: 'pick',
      head: 'Mark',
      cell: ({ id }) => (
        <input
          type="checkbox"
          data-pick
          aria-label={`Mark ${id}`}
          checked={picked.includes(id)}
          onChange={() => pick(id)}
        />
      ),
    },
    {
      id: 'run',
      head: 'Run',
      value: ({ id }) => id,
      cell: ({ id, name, startedAt }) => (
        <>
          <a data-row href={href(['run', id])}>
            {name ?? id}
          </a>
          {name !== null && <span class="under">{id}</span>}
          <time class="under" dateTime={startedAt}>
            {moment(startedAt)}
          </time>
        </>
      ),
    },
    {
      id: 'state',
      head: 'State',
      value: ({ status }) => status,
      cell: ({ status, progress }) => (
        <>
          <Status status={status} />
          {progress !== null && <ProgressBar progress={progress} />}
        </>
      ),
    },
    {
      id: 'task',
      head: 'Task',
      value: ({ task }) => task,
      cell: ({ task, command }) => (
        <>
          {task}
          <span class="under">{command}</span>
        </>
      ),
    },
    {
      id: 'models',
      head: 'Executor, meta-agent',
      value: ({ executor }) => executor,
      cell: ({ executor, meta }) => (
        <>
          {executor}
          {meta !== null && <span class="under">{meta}</span>}
        </>
      ),
    },
    {
      id: 'best',
      head: 'Score',
      numeric: true,
      value: ({ best }) => best?.accuracy ?? null,
      cell: ({ best, workflow }) => (
        <>
          <Score score={best} narrow />
          {best !== null && workflow !== null && <span class="under">{workflow.split('/').at(-1)}</span>}
        </>
      ),
    },
    {
      id: 'test',
      head: 'Test',
      numeric: true,
      value: ({ test }) => test?.accuracy ?? null,
      cell: ({ test }) => <Score score={test} narrow />,
    },
    {
      id: 'cost',
      head: 'Cost',
      numeric: true,
      value: ({ spent }) => spent.costUsd,
      cell: ({ spent }) => <Spent spent={spent} />,
    },
    ...(live ? [deleteColumn(again)] : []),
  ];
}

function deleteColumn(again: () => void): Column<RunRow> {
  return {
    id: 'delete',
    head: 'Delete',
    cell: ({ id, status }) =>
      status !== 'running' && (
        <ActionButton
          label="Delete"
          danger
          question={`Delete ${id} for good, with its reports and exported winners? Answers that were paid for stay in the cache.`}
          action={{ kind: 'delete', run: id }}
          onDone={again}
        />
      ),
  };
}

/** `$0.1200 of $2.00`, and the calls under it. */
export function Spent({ spent: { costUsd, budgetUsd, calls, maxCalls } }: { spent: RunRow['spent'] }) {
  return (
    <>
      {dollars(costUsd)}
      {budgetUsd !== null && ` of ${dollars(budgetUsd)}`}
      <span class="under">
        {count(calls)}
        {maxCalls !== null && ` of ${count(maxCalls)}`} calls
      </span>
    </>
  );
}
