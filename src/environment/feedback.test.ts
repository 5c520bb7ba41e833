import { describe, expect, it } from 'vitest';
import type { EvaluationSummary, ItemResult } from '../evaluate/index.ts';
import { fakeTask } from '../../tests/support/fake-task.ts';
import { compactFeedback } from './compact-prompt.ts';
import { type FailingItems, NONE_FAILING } from './failing-items.ts';
import { type FeedbackInput, feedback, withoutCases } from './feedback.ts';

const task = fakeTask();
const items = new Map(task.splits.validation!.map((item) => [item.id, item]));
const usage = {
  calls: 1,
  promptTokens: 10,
  completionTokens: 5,
  costUsd: 0.001,
  wallMs: 10,
  unusable: 0,
  malformed: 0,
  missingKeys: 0,
};
const summary: EvaluationSummary = {
  evaluationId: 'e',
  split: 'validation',
  accuracy: 0.5,
  interval: { low: 0.2, high: 0.8 },
  n: 8,
  planned: 8,
  missing: 0,
  missingBy: {},
  unusable: 0,
  skippedByRacing: 0,
  failures: { timeout: 2 },
  status: 'complete',
  calls: 16,
  callsPerItem: 2,
  tokens: { promptTokens: 800, completionTokens: 160 },
  costUsd: 0.08,
  latencyMs: { p50: 1_500, p90: 2_000, p99: 3_000 },
  wallMs: 5_000,
};
const wrong = (itemId: string, answer = 'nonsense'): ItemResult => ({
  itemId,
  repeat: 0,
  score: 0,
  answer,
  usage,
  stdout: '',
});
const crashed = (itemId: string): ItemResult => ({
  ...wrong(itemId),
  failure: { kind: 'timeout', message: 'took too long' },
});

const failingOnes = (...drawn: ItemResult[]): FailingItems => ({ count: drawn.length, drawn });

function tell(options: Partial<FeedbackInput> = {}): string {
  return feedback({
    task,
    summary,
    previousAccuracy: 0.4,
    bestAccuracy: 0.6,
    failing: failingOnes(wrong('v1'), wrong('v3'), crashed('v2')),
    items,
    ...options,
  });
}

describe('feedback', () => {
  it('tells accuracy, change, best, cost, latency and typed failures', () => {
    const text = tell();
    expect(text).toContain(
      '50.0 % on 8 validation items, +10.0 points against the workflow before, best so far 60.0 %',
    );
    expect(text).toContain('2.0 model calls, 120 tokens, $0.010');
    expect(text).toContain('under 10 s');
    expect(text).toContain('2 x timeout');
  });

  it('tells what the scorer says of a failing item, bounded, and not where golds are kept back', () => {
    const failing = failingOnes({ ...wrong('v1'), note: `The date is missing. ${'x'.repeat(5_000)}` });
    expect(tell({ failing })).toContain('Scorer: The date is missing. xxx');
    expect(tell({ failing }).length).toBeLessThan(2_000);
    expect(tell({ failing, golds: false })).not.toContain('Scorer');
  });

  it('says that the executor was never called', () => {
    expect(tell({ summary: { ...summary, calls: 0, callsPerItem: 0 } })).toContain(
      'It never called the executor: its answers came from Python alone.',
    );
    expect(tell()).not.toContain('never called');
  });

  it('counts replies that were not the JSON asked for, and says nothing where all were', () => {
    expect(tell({ summary: { ...summary, malformed: 3 } })).toContain(
      'Replies that were not the JSON it asked for: 3 of 16.',
    );
    expect(tell({ summary: { ...summary, malformed: 0 } })).toBe(tell());
    expect(compactFeedback({ summary: { ...summary, malformed: 3 } } as FeedbackInput)).toBe(
      compactFeedback({ summary } as FeedbackInput),
    );
  });

  it('says with a crash what to write instead', () => {
    const failure = { kind: 'exception', message: "AttributeError: 'list' object has no attribute 'strip'" } as const;
    expect(tell({ failing: failingOnes({ ...wrong('v1'), failure }) })).toContain('take the first with [0]');
  });

  it('shows what was drawn, of how many', () => {
    const text = tell({ failing: { ...failingOnes(wrong('v1'), crashed('v2')), count: 320 } });
    expect(text).toContain('Items it got wrong (2 of 320 drawn at random):\n<case>\nInput: What is 1 + 2?');
    expect(text.indexOf('Answer of the workflow: nonsense')).toBeLessThan(text.indexOf('Failed (timeout)'));
    expect(text.match(/<case>/g)).toHaveLength(2);
    expect(tell({ failing: NONE_FAILING })).not.toContain('Items it got wrong');
  });

  it('cuts no character in half', () => {
    const smiles = new Map([['v1', { id: 'v1', input: `${'a'.repeat(1_199)}\u{1f600} and so on`, target: '3' }]]);
    expect(
      tell({ items: smiles, failing: failingOnes(wrong('v1', `${'b'.repeat(599)}\u{1f600} and so on`)) }),
    ).toSatisfy((text: string) => text.isWellFormed());
  });

  it('shows right answers unless they are withheld', () => {
    expect(tell()).toContain('Right answer: 3');
    expect(tell({ golds: false })).not.toContain('Right answer');
  });

  it('never shows the hidden tests of a code task', () => {
    const code = { ...task, kind: 'code' as const };
    expect(tell({ task: code })).not.toContain('Right answer');
  });

  it('says when a score is inconclusive or was cut short', () => {
    expect(
      tell({
        summary: {
          ...summary,
          accuracy: null,
          status: 'inconclusive',
          n: 3,
          missingBy: { 'provider: model-timeout': 5 },
        },
      }),
    ).toContain('only 3 of 8');
    expect(
      tell({
        summary: { ...summary, accuracy: null, status: 'inconclusive', unusable: 12 },
      }),
    ).toContain('12 of 16 replies of the executor were empty');
    expect(tell({ summary: { ...summary, status: 'raced' } })).toContain('stopped early');
  });
});

describe('withoutCases', () => {
  it('keeps score, cost and failures, and leaves the items out', () => {
    expect(
      withoutCases(
        'Score: 12.5 %.\nCost: 1.0 calls.\nItems it got wrong (1 of 3 drawn at random):\n<case>\nInput: x\n</case>',
      ),
    ).toBe('Score: 12.5 %.\nCost: 1.0 calls.');
    expect(withoutCases('Score: 100.0 %.')).toBe('Score: 100.0 %.');
  });
});
