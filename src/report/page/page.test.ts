import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addProposals } from '../../proposals/index.ts';
import type { RunReport } from '../contract.ts';
import { sampleReport } from '../sample-report.ts';
import { renderHtml } from './page.ts';

/** The page without its style and script. */
const markup = (page: string): string => page.replace(/<(style|script)>[^]*?<\/\1>/g, '');

/** Names of elements that were opened and not closed, or closed and not opened. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [tag, closing, name] of markup(page).matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*)?>/g)) {
    if (tag.endsWith('/>') || name === 'meta') continue;
    if (closing === '') open.push(name!);
    else if (open.at(-1) === name) open.pop();
    else wrong.push(name!);
  }
  return [...wrong, ...open];
}

describe('the file', () => {
  const page = renderHtml(sampleReport());

  test('is whole and balanced', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true);
    expect(page.trimEnd().endsWith('</html>')).toBe(true);
    expect(markup(page)).not.toMatch(/undefined|NaN|\[object/);
    expect(unbalanced(page)).toEqual([]);
  });

  test('asks nothing of anyone', () => {
    expect(page).not.toMatch(/https?:|\/\/[a-z]|url\(|@import|<link|<img|<iframe|\ssrc=|fetch\(|XMLHttp/i);
  });

  test('has a policy that allows its own style and script alone', () => {
    const hash = (tag: string): string => {
      const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page)![1]!;
      return createHash('sha256').update(text).digest('base64');
    };
    const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)![1]!.replaceAll('&#39;', "'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash('style')}'`);
    expect(policy).toContain(`script-src 'sha256-${hash('script')}'`);
    expect(page).not.toMatch(/\sstyle="|\son[a-z]+="/);
  });

  test('every link leads to something in it', () => {
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target!);
    expect(targets.length).toBeGreaterThan(16);
    for (const target of targets) expect(page).toContain(`id="${target}"`);
  });

  test('is the same each time', () => {
    expect(renderHtml(sampleReport())).toBe(page);
  });
});

describe('what it says', () => {
  test('a simulator is named at the top, and only where there was one', () => {
    const simulated = renderHtml(sampleReport());
    expect(simulated.indexOf('say nothing about the method')).toBeLessThan(simulated.indexOf('class="figures"'));
    const { run } = sampleReport();
    expect(renderHtml(sampleReport({ run: { ...run, simulated: false } }))).not.toContain(
      'say nothing about the method',
    );
  });

  test('golds of the test split stay sealed even where the report holds them', () => {
    const item = { ...sampleReport().failingItems[0]!, split: 'test' as const, expected: 'the-gold-answer' };
    const page = renderHtml(sampleReport({ failingItems: [item] }));
    expect(page).not.toContain('the-gold-answer');
    expect(page).toContain('Expected answer withheld');
  });

  test('what has no price is unpriced and never $0', () => {
    const report = sampleReport({
      costs: [{ role: 'meta', phase: 'search', calls: 3, promptTokens: 1, completionTokens: 1, costUsd: null }],
    });
    for (const turn of report.turns) for (const candidate of turn.candidates) candidate.costUsd = null;
    const page = renderHtml({ ...report, start: null, winner: null, breakEven: null, racing: null });
    expect(page).toContain('unpriced');
    expect(page).not.toContain('$0');
  });

  test('the difference to the parent marks lines with signs, not by colour alone', () => {
    const page = renderHtml(sampleReport());
    expect(page).toContain('<span class="row add"><b>+ </b>        num_of_response=2,');
    expect(page).toContain('<span class="row del"><b>− </b>        num_of_response=1,');
  });

  test('a code without a line break at its end shows no marker of the diff library', () => {
    const report = sampleReport();
    Object.assign(report.turns[1]!.candidates[0]!, { code: 'a = 1', parentCode: 'a = 2' });
    expect(renderHtml(report)).not.toContain('No newline at end of file');
  });
});

describe('hostile text', () => {
  const evil = [
    `"'></script></style></title><script>alert(1)</script>`,
    '<img src=x onerror=alert(1)>\u202e\u0000&amp;${1}',
  ].join('');
  const poison = <T>(value: T): T => {
    if (typeof value === 'string')
      return (
        /^\d{4}-|^(scored|raced|crashed|skipped|held|validation|pays-off|mcnemar|newcombe)$/.test(value)
          ? value
          : `${value}${evil}`
      ) as T;
    if (Array.isArray(value)) return value.map(poison) as T;
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, poison(inner)])) as T;
  };
  const report: RunReport = poison(
    sampleReport({ run: { ...sampleReport().run, warnings: ['w'], stopReason: 'r', config: { [evil]: 'n' } } }),
  );
  const page = renderHtml(report);

  test('in every field leaves the markup alone', () => {
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<\/script/g)).toHaveLength(1);
    expect(page.match(/<\/style/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    for (const hidden of ['\u202e', '\u0000']) expect(page).not.toContain(hidden);
    expect(unbalanced(page)).toEqual([]);
  });

  test('is shown as it was', () => {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('&amp;amp;');
    expect(page).toContain('\\u202e\\u0000');
  });
});

describe('runs that went badly', () => {
  const empty = {
    turns: [],
    start: null,
    winner: null,
    failingItems: [],
    proposals: addProposals([]),
    failures: {},
    costs: [],
    prices: [],
    racing: null,
    testOpenings: [],
    testLooks: null,
    runnerUp: null,
    breakEven: null,
  };
  const { run } = sampleReport();

  test('nothing happened', () => {
    const page = renderHtml({
      run: { ...run, status: 'failed', finishedAt: null, stopReason: 'The executor did not answer.' },
      ...empty,
    });
    expect(page).toContain('The executor did not answer.');
    expect(page).toContain('there is no winner');
    expect(page).toContain('Sealed: it was not opened.');
    expect(markup(page)).not.toMatch(/undefined|NaN|Infinity/);
    expect(unbalanced(page)).toEqual([]);
  });

  test('a winner whose test was not opened', () => {
    const { winner } = sampleReport();
    const page = renderHtml(
      sampleReport({ winner: { ...winner!, test: null, gain: null }, start: null, testOpenings: [] }),
    );
    expect(page).toContain('test not opened');
    expect(page).toContain('there was no start');
  });

  test('a candidate without code', () => {
    const report = sampleReport();
    Object.assign(report.turns[0]!.candidates[0]!, {
      code: null,
      status: 'skipped',
      accuracy: null,
      interval: null,
      n: 0,
    });
    expect(renderHtml(report)).toContain('The completion held no workflow.');
  });
});
