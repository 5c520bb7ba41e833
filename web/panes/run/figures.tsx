import type { RunRow } from '../../../src/page/contract.ts';
import { count, interval, pValue, percent, points, dollars } from '../../../src/present/index.ts';
import type { RunReport } from '../../../src/report/contract.ts';
import { candidatesOf, startWon, totalCost } from '../../../src/report/tally.ts';
import { metricWord } from '../../../src/report/wording.ts';
import { Figure, type FigureProps, Figures } from '../../parts/figures.tsx';

/** The few numbers that a reader came for. */
export function SearchFigures({ row, report }: { row: RunRow; report: RunReport }) {
  const all = [score(row, report), gain(report), broken(report), cost(row, report), payOff(report)];
  return (
    <Figures>
      {all.map((figure) => (
        <Figure key={figure.name} {...figure} />
      ))}
    </Figures>
  );
}

function score(row: RunRow, { run, winner }: RunReport): FigureProps {
  const metric = metricWord(run);
  const test = winner?.test ?? null;
  if (test !== null && test.accuracy === null)
    return { name: `Test ${metric}`, value: '–', detail: `inconclusive · ${count(test.missing)} missing` };
  if (test !== null)
    return {
      name: `Test ${metric}`,
      value: percent(test.accuracy),
      detail: `${interval(test.interval)} · n ${count(test.n)}`,
    };
  if (row.best === null) return { name: `Test ${metric}`, value: '–', detail: 'no candidate is scored' };
  const soFar = winner === null ? 'best so far' : 'test not opened';
  return {
    name: `Validation ${metric}`,
    value: percent(row.best.accuracy),
    detail: `${interval(row.best.interval)} · ${soFar}`,
  };
}

function gain(report: RunReport): FigureProps {
  const { winner, start, run } = report;
  const name = 'Gain over the start';
  if (winner !== null && startWon(report)) return { name, value: 'none', detail: 'no workflow scored better' };
  if (winner?.gain) {
    const { difference, interval: range, p } = winner.gain;
    return { name, value: points(difference), detail: `${interval(range)} · ${pValue(p)}` };
  }
  if (run.status === 'running') return { name, value: '–', detail: 'known at the end, on test items' };
  return { name, value: '–', detail: start === null ? 'there was no start' : 'not compared on test items' };
}

/** The share without a working program: most of what training such a model brings is here. */
function broken({ proposals: { candidates, broken: share, zero, withoutCalls } }: RunReport): FigureProps {
  const name = 'Broken candidates';
  if (candidates === 0) return { name, value: '–', detail: 'none was written yet' };
  const rest = `${count(zero.count)} scored 0 · ${count(withoutCalls.count)} never called the executor`;
  return {
    name,
    value: percent(share.rate),
    detail: `${interval(share.interval)} · ${count(share.count)} of ${count(candidates)} · ${rest}`,
  };
}

function cost({ spent }: RunRow, report: RunReport): FigureProps {
  const { calls, money } = totalCost(report.costs);
  const candidates = candidatesOf(report).filter(({ turn }) => turn > 0).length;
  const most = spent.maxCalls === null ? '' : ` of ${count(spent.maxCalls)}`;
  const detail = `${count(calls)}${most} calls · ${count(candidates)} candidates`;
  const cap = spent.budgetUsd === null ? '' : ` of ${dollars(spent.budgetUsd)}`;
  const name = 'Cost of the run';
  return money.usd !== null && money.unpriced > 0
    ? { name, value: `≥ ${dollars(money.usd)}${cap}`, detail: `part unpriced · ${detail}` }
    : { name, value: `${dollars(money.usd)}${cap}`, detail };
}

function payOff({ breakEven }: RunReport): FigureProps {
  const name = 'Break-even';
  if (breakEven === null) return { name, value: '–', detail: 'needs a winner and a start' };
  const { verdict, items } = breakEven;
  if (verdict === 'pays-off') return { name, value: `${count(items)} items`, detail: 'per correct answer' };
  if (verdict === 'none-needed') return { name, value: 'none needed', detail: 'the search cost nothing' };
  if (verdict === 'never') return { name, value: 'never', detail: 'dearer per correct answer' };
  return { name, value: 'unknown', detail: 'a price is missing' };
}
