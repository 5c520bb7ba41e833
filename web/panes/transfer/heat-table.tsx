import type { HeatMap, HeatRow } from '../../../src/lab/transfer/heat.ts';
import { NONE, interval, pValue, percent, points } from '../../../src/present/index.ts';

type Square = HeatRow['cells'][number];

/** A square for each winner with each executor on each task; its colour is the difference, and so is its text. */
export function HeatTable({ map: { tasks, rows } }: { map: HeatMap }) {
  return (
    <div class="scroll" role="region" aria-label="Differences to the start, table" tabIndex={0}>
      <table class="heat">
        <caption class="sr">Differences to the start</caption>
        <thead>
          <tr>
            <th scope="col">Winner</th>
            <th scope="col">Executor</th>
            {tasks.map((task) => (
              <th scope="col" key={task}>
                {task}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ winner, executor, cells }) => (
            <tr key={`${winner} ${executor}`}>
              <th scope="row">{winner}</th>
              <td>{executor}</td>
              {cells.map((square, at) => (
                <td key={tasks[at]} class={classOf(square)} title={titleOf(square)}>
                  {textOf(square)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf(square: Square): string {
  if (square === null || square === 'left-out') return 'number quiet';
  const home = square.cell.isHome ? ' home' : '';
  return `number heat-${square.direction}-${square.level}${home}`;
}

function textOf(square: Square): string {
  if (square === 'left-out') return 'left out';
  if (square === null || square.difference === null) return NONE;
  return `${points(square.difference).replace(' points', '')}${square.isSignificant ? '*' : ''}`;
}

function titleOf(square: Square): string | undefined {
  if (square === null || square === 'left-out') return undefined;
  const { start, scored, difference } = square.cell;
  const scores = `${percent(start.accuracy)} with ${start.name}, ${percent(scored.accuracy)} with the winner`;
  return difference === null ? scores : `${scores}; ${interval(difference.interval)}, ${pValue(difference.pHolm)}`;
}
