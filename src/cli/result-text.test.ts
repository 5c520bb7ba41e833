import { expect, it } from 'vitest';
import type { ScoreResult } from '../score/index.ts';
import { scoreText } from './result-text.ts';

const result = {
  workflow: 'w.py',
  task: 'toy',
  split: 'validation',
  executor: 'a:b',
  accuracy: null,
  interval: null,
  n: 0,
  missing: 0,
  failures: {},
  problems: [],
  calls: 340,
  status: 'complete',
  run: 'r',
  endedBy: null,
  requirements: [],
  openings: null,
} as unknown as ScoreResult;

it.each([
  [12, '\n  replies   12 of 340 replies were not the JSON asked for\n'],
  [0, undefined],
  [undefined, undefined],
])('%s replies that were not JSON', (malformed, line) => {
  const text = scoreText({ ...result, malformed });
  if (line === undefined) expect(text).not.toContain('JSON');
  else expect(text).toContain(line);
});
