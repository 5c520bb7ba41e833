import type { ComponentChildren } from 'preact';
import {
  count,
  decimal,
  dollars,
  duration,
  interval,
  pValue,
  percent,
  points,
  ratio,
} from '../../../src/present/index.ts';
import { rateText } from '../../../src/proposals/wording.ts';
import { capitalised, metricWord } from '../../../src/report/wording.ts';
import type { StudyResult, TestScore } from '../../../src/lab/study/result.ts';
import { type Column, Table } from '../../parts/table.tsx';

interface Shows {
  result: StudyResult;
}

type Arm = StudyResult['arms'][number];
type Compared = StudyResult['comparisons'][number];
type Cell = StudyResult['cells'][number];

export function ArmTable({ result }: Shows) {
  return (
    <Table
      caption="Arms"
      rows={result.arms}
      keyOf={({ name }) => name}
      columns={[
        text<Arm>('Arm', ({ name }) => name),
        text<Arm>('Kind', ({ kind, strategy }) => (kind === 'search' ? strategy : kind)),
        text<Arm>('Model', ({ model }) => model ?? '–'),
        text<Arm>(`Test ${capitalised(metricWord(result))}`, ({ test, mean }) =>
          result.kind === 'study' && mean !== null ? <Mean {...mean} /> : <Tested score={test} />,
        ),
        number<Arm>('Calls / item', ({ callsPerItem }) => ratio(callsPerItem)),
        ...(result.kind === 'study' ? expenses(result) : []),
      ]}
    />
  );
}

/** What an older result does not hold. */
function expenses({ ranks, arms }: StudyResult): Column<Arm>[] {
  const isTrained = arms.some(({ trainingTokens }) => trainingTokens != null);
  const rankOf = (name: string): number | undefined => ranks?.arms.find((one) => one.name === name)?.meanRank;
  return [
    number<Arm>('Mean rank', ({ name }) => decimal(rankOf(name), 2)),
    number<Arm>('Cost', ({ costUsd }) => dollars(costUsd)),
    number<Arm>('At work', ({ minutes }) => duration(minutes * 60_000)),
    ...(isTrained ? [number<Arm>('Trained on', ({ trainingTokens }) => count(trainingTokens ?? null, 'token'))] : []),
  ];
}

export function ComparisonTable({ result: { comparisons } }: Shows) {
  return (
    <Table
      caption="Comparisons"
      rows={comparisons}
      keyOf={({ arm, against }) => `${arm} ${against}`}
      columns={[
        text<Compared>('Arm', ({ arm }) => arm),
        text<Compared>('Against', ({ against }) => against),
        text<Compared>('Difference', (one) => <Points {...one} />),
        text<Compared>('p', ({ p }) => pValue(p)),
        text<Compared>('p (Holm)', ({ pHolm }) => pValue(pHolm)),
        number<Compared>('Cells', ({ cells }) => count(cells)),
        number<Compared>('Items', ({ byItem }) => count(byItem.items)),
        text<Compared>('By item', ({ byItem }) => <Points {...byItem} />),
        text<Compared>('p by item', ({ byItem }) => pValue(byItem.p)),
      ]}
    />
  );
}

const CALLS = [
  ['Search', 'validation'],
  ['Counted', 'counted'],
  ['Test', 'test'],
  ['By the ledger', 'ledger'],
  ['Paid', 'paid'],
] as const;

export function CallTable({ result: { arms } }: Shows) {
  return (
    <Table
      caption="Executor calls"
      rows={arms}
      keyOf={({ name }) => name}
      columns={[
        text<Arm>('Arm', ({ name }) => name),
        ...CALLS.map(([head, key]) => number<Arm>(head, ({ executorCalls }) => count(executorCalls[key]))),
      ]}
    />
  );
}

const SHARES = [
  ['Broken', 'broken'],
  ['Scored 0', 'zero'],
  ['Without a call', 'withoutCalls'],
  ['Unreadable at first', 'unreadable'],
  ['Passed at once', 'passedAtOnce'],
  ['After repairs', 'passedAfterRepairs'],
  ['Beat the start', 'beatStart'],
  ['Beat the best', 'beatBest'],
] as const;

/** Shares of what each meta-agent wrote, over all its searches. */
export function ProposalTable({ result: { arms } }: Shows) {
  const rows = arms.flatMap(({ name, proposals }) => (proposals === null ? [] : [{ name, proposals }]));
  type Row = (typeof rows)[number];
  return (
    <Table
      caption="Shares of what was written"
      rows={rows}
      keyOf={({ name }) => name}
      columns={[
        text<Row>('Arm', ({ name }) => name),
        number<Row>('Written', ({ proposals }) => count(proposals.candidates)),
        ...SHARES.map(([head, key]) => text<Row>(head, ({ proposals }) => rateText(proposals[key]))),
      ]}
    />
  );
}

export function TaskTable({ result: { arms, tasks } }: Shows) {
  return (
    <Table
      caption="Arms by task"
      rows={arms}
      keyOf={({ name }) => name}
      columns={[
        text<Arm>('Arm', ({ name }) => name),
        ...tasks.map((task) =>
          text<Arm>(task, ({ byTask }) => {
            const score = byTask.find((one) => one.task === task);
            return score === undefined ? '–' : <Tested score={score} />;
          }),
        ),
      ]}
    />
  );
}

export function BlockTable({ result: { arms, tasks, executors } }: Shows) {
  const blocks = tasks.flatMap((task) => executors.map(({ name }) => ({ task, executor: name })));
  return (
    <Table
      caption="Arms by task and executor"
      rows={arms}
      keyOf={({ name }) => name}
      columns={[
        text<Arm>('Arm', ({ name }) => name),
        ...blocks.map(({ task, executor }) =>
          text<Arm>(`${task}, ${executor}`, ({ byBlock }) => {
            const score = byBlock.find((one) => one.task === task && one.executor === executor);
            return score === undefined ? '–' : <Tested score={score} />;
          }),
        ),
      ]}
    />
  );
}

export function CellTable({ result: { cells, executors = [] } }: Shows) {
  return (
    <Table
      caption="Cells"
      rows={cells}
      keyOf={({ arm, task, executor, seed }) => `${arm} ${task} ${executor} ${seed}`}
      columns={[
        text<Cell>('Arm', ({ arm }) => arm),
        text<Cell>('Task', ({ task }) => task),
        ...(executors.length > 1 ? [text<Cell>('Executor', ({ executor }) => executor)] : []),
        number<Cell>('Seed', ({ seed }) => String(seed)),
        text<Cell>('Winner', ({ candidate }) => <code>{candidate?.split('/').at(-1) ?? '–'}</code>),
        text<Cell>('Validation', ({ validation }) => percent(validation)),
        text<Cell>('Test', ({ test }) => <Tested score={test} />),
        text<Cell>('Search run', ({ run }) => <code>{run ?? '–'}</code>),
        text<Cell>('Test run', ({ testRun }) => <code>{testRun}</code>),
      ]}
    />
  );
}

function Tested({ score: { accuracy, interval: range, n } }: { score: TestScore }) {
  return (
    <>
      {percent(accuracy)}{' '}
      <span class="range">
        {interval(range)} n {count(n)}
      </span>
    </>
  );
}

function Mean({ accuracy, interval: range, cells }: NonNullable<Arm['mean']>) {
  return (
    <>
      {percent(accuracy)}{' '}
      <span class="range">
        {interval(range)} {count(cells, 'cell')}
      </span>
    </>
  );
}

function Points({ difference, interval: range }: { difference: number; interval: TestScore['interval'] }) {
  return (
    <>
      {points(difference)} <span class="range">{interval(range)}</span>
    </>
  );
}

function text<Row>(head: string, cell: (row: Row) => ComponentChildren): Column<Row> {
  return { id: head, head, cell };
}

function number<Row>(head: string, cell: (row: Row) => ComponentChildren): Column<Row> {
  return { id: head, head, numeric: true, cell };
}
