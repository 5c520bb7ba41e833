import { describe, expect, test } from 'vitest';
import { python } from '../../tests/support/sim.ts';
import { type JunitOptions, junitXml } from './junit.ts';
import type { ItemRow } from './items.ts';

const row = (facts: Partial<ItemRow> = {}): ItemRow => ({
  candidate: null,
  split: 'validation',
  itemId: 'i1',
  repeat: 0,
  score: 1,
  input: 'What?',
  answer: 'That.',
  gold: 'GOLD',
  note: 'read as GOLD',
  failure: null,
  error: null,
  calls: 1,
  promptTokens: 1,
  completionTokens: 1,
  costUsd: null,
  latencyMs: 1_500,
  ...facts,
});

async function* from(rows: readonly ItemRow[]) {
  yield* rows;
}

interface Element {
  tag: string;
  attributes: Record<string, string>;
  text: string;
  children: Element[];
}

/** Expat, a parser that refuses what is no XML. */
const PARSE = `
import json, sys
import xml.etree.ElementTree as tree
def plain(node):
    return {"tag": node.tag, "attributes": node.attrib, "text": node.text or "", "children": [plain(c) for c in node]}
json.dump(plain(tree.fromstring(json.load(sys.stdin).encode())), sys.stdout)`;

async function parsed(rows: readonly ItemRow[], more: Partial<JunitOptions> = {}): Promise<Element[]> {
  const summary = { split: 'validation', accuracy: 0.5, status: 'complete', wallMs: 2_000 } as const;
  const xml = await junitXml({ task: 'sums', summary, requirements: [], properties: {}, rows: from(rows), ...more });
  return python<Element>(PARSE, xml).children;
}
const casesOf = (suite: Element | undefined) => suite?.children.filter(({ tag }) => tag === 'testcase') ?? [];

describe('JUnit XML', () => {
  test.each<[string, Partial<ItemRow>[], number | undefined, string | null, string | undefined]>([
    ['right', [{}], undefined, null, undefined],
    ['wrong', [{ score: 0 }], undefined, 'failure', 'wrong-answer'],
    ['an exception', [{ score: 0, failure: 'exception', error: 'KeyError' }], undefined, 'failure', 'exception'],
    ['missing', [{ score: null, failure: 'provider', error: 'HTTP 503' }], undefined, 'skipped', undefined],
    ['graded, at the least score', [{ score: 0.8 }], 0.8, null, undefined],
    ['graded, below it', [{ score: 0.79 }], 0.8, 'failure', 'wrong-answer'],
    ['repeats by their mean', [{ score: 1 }, { repeat: 1, score: 0 }], 0.5, null, undefined],
    ['three repeats at it', [0, 1, 2].map((repeat) => ({ repeat, score: 0.7 })), 0.7, null, undefined],
    ['repeats below it', [{ score: 1 }, { repeat: 1, score: 0 }], 1, 'failure', 'wrong-answer'],
    ['a missing repeat', [{ score: 1 }, { repeat: 1, score: null, failure: 'provider' }], 1, null, undefined],
  ])('%s', async (_, repeats, passAt, tag, type) => {
    const [suite] = await parsed(repeats.map(row), { passAt });
    const [one, ...others] = casesOf(suite);
    expect(others).toEqual([]);
    expect(one!.attributes).toMatchObject({ name: 'i1', classname: 'sums validation' });
    const verdicts = one!.children.filter(({ tag: found }) => found !== 'system-out');
    expect(verdicts.map((verdict) => verdict.tag)).toEqual(tag === null ? [] : [tag]);
    expect(verdicts[0]?.attributes['type']).toBe(type);
    const counts = { failures: tag === 'failure' ? '1' : '0', skipped: tag === 'skipped' ? '1' : '0', errors: '0' };
    expect(suite!.attributes).toMatchObject({ tests: '1', ...counts });
  });

  test('golds and words of the scorer are told for validation, and never for test', async () => {
    const rows = ['scorer', 'invalid-answer', null].map((failure, i) =>
      row({
        itemId: `i${i}`,
        score: failure === 'scorer' ? null : 0,
        failure: failure as ItemRow['failure'],
        error: failure === null ? null : 'could not read GOLD',
      }),
    );
    expect(JSON.stringify(await parsed(rows))).toContain('expected: GOLD');
    const sealed = JSON.stringify(await parsed(rows.map((one) => ({ ...one, split: 'test' }))));
    expect(sealed).toContain('answer: That.');
    expect(sealed).not.toContain('GOLD');
  });

  test('whatever a text holds, it is XML of a bounded size', async () => {
    const hostile = `]]></system-out><x a="1">&amp;&#0;\u0000\u0008\ud800\ufffe\uffff\r\n\u2028"'<!--`.repeat(50_000);
    const [suite] = await parsed([row({ itemId: hostile, input: hostile, answer: hostile, note: hostile, score: 0 })], {
      task: hostile,
      properties: { workflow: hostile },
      requirements: [{ name: 'min-score', outcome: 'missed', text: hostile }],
    });
    const [one] = casesOf(suite);
    expect(one!.children.map(({ tag }) => tag)).toEqual(['failure', 'system-out']);
    expect(one!.children[1]!.text).toContain(']]></system-out><x a="1">&amp;&#0;\\u0000\\u0008');
    expect(one!.children[1]!.text.length).toBeLessThan(20_000);
    expect(one!.attributes['name']!.length).toBeLessThanOrEqual(200);
  });

  test('requirements are a suite of their own, with their own outcomes', async () => {
    const [, suite] = await parsed([row()], {
      requirements: [
        { name: 'min-score', outcome: 'met', text: 'high' },
        { name: 'no-worse-than', outcome: 'missed', text: 'lower' },
        { name: 'no-worse-than', outcome: 'inconclusive', text: 'few' },
      ],
    });
    expect(suite!.attributes).toMatchObject({ tests: '3', failures: '1', errors: '1', skipped: '0' });
    expect(casesOf(suite).map(({ children: [child] }) => [child?.tag, child?.attributes['message']])).toEqual([
      ['system-out', undefined],
      ['failure', 'lower'],
      ['error', 'few'],
    ]);
  });

  test('an evaluation without a score is an error, also where nothing was required', async () => {
    const summary = { split: 'validation', accuracy: null, status: 'inconclusive', wallMs: 1 } as const;
    const [, suite] = await parsed([row({ score: null })], { summary });
    expect(suite!.attributes).toMatchObject({ tests: '1', failures: '0', errors: '1' });
    expect(await parsed([row()])).toHaveLength(1);
  });
});
