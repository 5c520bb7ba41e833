import { heatMap } from '../../../src/lab/transfer/heat.ts';
import { isChosenHere } from '../../../src/lab/transfer/words.ts';
import type { TransferResult } from '../../../src/lab/transfer/contract.ts';
import { count, dollars } from '../../../src/present/index.ts';
import { SIMULATED, chosenSentence } from '../../../src/report/wording.ts';
import { Section } from '../../parts/figures.tsx';
import { Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';
import { CellTable } from './cells.tsx';
import { HeatTable } from './heat-table.tsx';

/** Winners on other tasks and with other executors. */
export function TransferPane({ name }: { name: string }) {
  const read = useRead(`transfer ${name}`, (source) => source.transfer(name), []);
  return <Shown read={read}>{(result) => <Transfer result={result as unknown as TransferResult} />}</Shown>;
}

function Transfer({ result }: { result: TransferResult }) {
  return (
    <>
      <Header result={result} />
      <Section title="Against the start, in points">
        <HeatTable map={heatMap(result)} />
        <p class="quiet">{ABOUT_HEAT}</p>
      </Section>
      <Section title="Cells">
        <CellTable cells={result.cells} />
        <p class="quiet">{ABOUT_STARTS}</p>
      </Section>
    </>
  );
}

function Header({ result }: { result: TransferResult }) {
  const { name, split, tasks, executors, status, reason, simulated, leftOut, paid } = result;
  const about = [
    split,
    ...tasks.map((task) => `${task.name}, ${count(task.items, 'item')}`),
    ...executors,
    `${count(paid.calls, 'paid call')}, ${dollars(paid.costUsd)}`,
  ];
  const opened = tasks.filter(({ openings }) => openings !== null && openings > 1);
  const notes = [
    ...(simulated ? [`Simulated. ${SIMULATED}`] : []),
    ...(status === 'done' ? [] : [`Ended early. ${reason ?? ''}`]),
    ...(isChosenHere(result) ? [chosenSentence('A winner at home')] : []),
    ...leftOut.map((one) => `${one.winner} is left out on ${one.task}: ${one.reason}.`),
    ...opened.map((task) => `The test split of ${task.name} was opened ${count(task.openings)} times so far.`),
  ];
  return (
    <header class="head">
      <h1>Transfer {name}</h1>
      <p class="meta">
        {about.map((text) => (
          <span key={text}>{text}</span>
        ))}
      </p>
      {notes.length > 0 && (
        <div class="notice" role="note">
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      )}
    </header>
  );
}

const ABOUT_HEAT =
  'Winner minus start on the items that both scored. * p below 0.05, adjusted by Holm for all cells: McNemar’s exact ' +
  'test, or sign flips over items where scores are no 0 and 1. A box marks where a winner was found.';

const ABOUT_STARTS =
  'Start: own is what the search of the winner started from; own, for this task is the same example, told what this ' +
  'task asks; direct is the plain question. Calls and cost are those of an item, cached answers included.';
