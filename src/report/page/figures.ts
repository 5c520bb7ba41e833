import type { RunReport } from '../contract.ts';
import { type Html, count, interval, percent, points, pValue, dollars, html } from '../../present/index.ts';
import { candidatesOf, startWon, totalCost } from '../tally.ts';
import { metricWord } from '../wording.ts';

/** The few numbers that a reader came for. */
export function figures(report: RunReport): Html {
  return html`<dl class="figures">${[score(report), gain(report), broken(report), cost(report), payOff(report)]}</dl>`;
}

function figure(name: string, value: string, detail: string): Html {
  return html`<div><dt>${name}</dt><dd class="value">${value}</dd><dd class="detail">${detail}</dd></div>`;
}

function score(report: RunReport): Html {
  const metric = metricWord(report.run);
  const { test, validation } = report.winner ?? { test: null, validation: null };
  if (test?.accuracy === null) return figure(`Test ${metric}`, '–', `inconclusive · ${count(test.missing)} missing`);
  if (test) return figure(`Test ${metric}`, percent(test.accuracy), `${interval(test.interval)} · n ${count(test.n)}`);
  if (!validation) return figure(`Test ${metric}`, '–', 'no candidate was scored');
  return figure(
    `Validation ${metric}`,
    percent(validation.accuracy),
    `${interval(validation.interval)} · test not opened`,
  );
}

function gain(report: RunReport): Html {
  const { winner, start } = report;
  const name = 'Gain over the start';
  if (startWon(report)) return figure(name, 'none', 'no workflow scored better');
  if (winner?.gain) {
    const { difference, interval: range, p } = winner.gain;
    return figure(name, points(difference), `${interval(range)} · ${pValue(p)}`);
  }
  return figure(name, '–', start === null ? 'there was no start' : 'not compared on test items');
}

/** The share without a working program: most of what training such a model brings is here. */
function broken({ proposals: { candidates, broken: share, zero, withoutCalls } }: RunReport): Html {
  if (candidates === 0) return figure('Broken candidates', '–', 'none was written yet');
  const rest = `${count(zero.count)} scored 0 · ${count(withoutCalls.count)} never called the executor`;
  return figure(
    'Broken candidates',
    percent(share.rate),
    `${interval(share.interval)} · ${count(share.count)} of ${count(candidates)} · ${rest}`,
  );
}

function cost(report: RunReport): Html {
  const total = totalCost(report.costs);
  const candidates = candidatesOf(report).filter(({ turn }) => turn > 0).length;
  const detail = `${count(total.calls, 'call')} · ${count(candidates, 'candidate')}`;
  const { usd: amount, unpriced } = total.money;
  return amount !== null && unpriced > 0
    ? figure('Cost of the run', `≥ ${dollars(amount)}`, `part unpriced · ${detail}`)
    : figure('Cost of the run', dollars(amount), detail);
}

function payOff({ breakEven }: RunReport): Html {
  if (breakEven === null) return figure('Break-even', '–', 'needs a winner and a start');
  if (breakEven.verdict === 'pays-off')
    return figure('Break-even', count(breakEven.items, 'item'), 'per correct answer');
  if (breakEven.verdict === 'none-needed') return figure('Break-even', 'none needed', 'the search cost nothing');
  return breakEven.verdict === 'never'
    ? figure('Break-even', 'never', 'dearer per correct answer')
    : figure('Break-even', 'unknown', 'a price is missing');
}
