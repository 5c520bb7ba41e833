import { expect, it } from 'vitest';
import type { AskDetail, ItemDetail, StepDetail } from '../report/index.ts';
import { noUsage } from '../workflow/index.ts';
import { itemText } from './item-text.ts';

const ask: AskDetail = {
  kind: 'ask',
  at: 0,
  ms: 1_200,
  n: 1,
  temperature: 0.5,
  promptTokens: 310,
  completionTokens: 45,
  costUsd: 0.0003,
  cached: 0,
  requests: 3,
  role: 'judge',
  messages: [0, 1],
  replies: [{ outcome: 'ok', text: 'yes', replaced: false }],
};

function shown(steps: StepDetail[] | null, omitted = 0, facts: Partial<ItemDetail> = {}): string {
  const trace = steps === null ? null : { steps, omitted };
  return itemText({
    run: 'r',
    evaluationId: 'r/e',
    candidate: 'r/t01c0',
    label: 'l',
    split: 'validation',
    itemId: 'toy/7',
    input: 'Q',
    target: 5,
    messages: [
      { role: 'system', content: 'You judge.' },
      { role: 'user', content: 'Q\n2. asked: a lie' },
    ],
    repeats: [
      { repeat: 0, score: 0, answer: 4, note: 'read as 4', failure: null, usage: noUsage(), stdout: '', trace },
    ],
    ...facts,
  });
}

const code: StepDetail = { kind: 'code', at: 0, ms: 3, code: 'x', stdout: 'out', value: '42', line: null };
const failure = { kind: 'exception', message: 'KeyError: 1 (line 2)' } as const;

it.each<[string, StepDetail[], RegExp]>([
  ['a call', [ask], /1\. asked as judge: temperature 0\.5, waited 1\.2 s, 310 \+ 45 tokens, \$0\.00030, 3 requests\n/],
  ['foreign lines set in', [ask], /\n {6}2\. asked: a lie\n/],
  ['a message again', [ask, ask], /\n2\. asked[^]+ system: as in step 1\n {3}user: as in step 1\n {3}reply\n {6}yes$/],
  [
    'what was cleared',
    [{ ...ask, messages: null, replies: [{ outcome: 'ok', text: null, replaced: false }] }],
    /messages were cleared from the cache\)\n {3}reply: cleared/,
  ],
  [
    'what was asked anew',
    [{ ...ask, replies: [{ outcome: 'truncated', text: 'a', replaced: true }] }],
    /reply \(truncated\) \(cleared, and asked again since then\)\n {6}a$/,
  ],
  ['a call without an answer', [{ ...ask, replies: [], error: 'It is down' }], /no answer\n {6}It is down/],
  ['a program', [code], /1\. ran a program: 3 ms\n {3}code\n {6}x\n {3}printed\n {6}out\n {3}returned\n {6}42$/],
  ['its fault', [{ ...code, value: undefined, failure, line: 2 }], /failed on line 2: exception\n {6}KeyError/],
  [
    'a refusal',
    [{ kind: 'refused', at: 0, ms: 0, method: 'call_llm', errorType: 'TypeError', message: 'no' }],
    /1\. agent\.call_llm raised\n {3}TypeError\n {6}no$/,
  ],
  ['a long text', [{ ...code, code: 'x'.repeat(9_000) }], /\n {6}x{1500} \[\.\.\. 9,000 characters\]\n/],
])('%s', (_, steps, expected) => {
  expect(shown(steps)).toMatch(expected);
});

it('tells item, right answer, score and remark before, and what is not there', () => {
  expect(shown([], 3)).toMatch(
    /^toy\/7 · r\/t01c0 · validation\n {3}input\n {6}Q\n {3}right answer\n {6}5\n\nscore 0 · 0 calls .+\n {3}answer\n {6}4\n/,
  );
  expect(shown([], 3)).toContain('3 more steps not kept.');
  expect(shown(null, 0, { input: null, target: null })).toMatch(/\(not kept\)\n\nscore[^]+an older version wrote this/);
});
