import { expect, it } from 'vitest';
import { ModelError } from '../model/index.ts';
import { retryNews } from './retry-news.ts';

it('tells the first retry of a model at once, then one line every five seconds that counts the others', () => {
  const lines: string[] = [];
  let time = 0;
  const hear = retryNews((text) => lines.push(text), () => time);
  const fail = (model: string): void => hear({ model, attempt: 1, delayMs: 250, error: new ModelError(`${model} is down`, { kind: 'network', model }) });
  for (time = 0; time < 10_000; time += 100) fail('a:x');
  fail('b:y');
  expect(lines).toEqual([
    'Try 2 in 0.3 s: a:x is down', 'Try 2 in 0.3 s: a:x is down (49 more retries before it)', 'Try 2 in 0.3 s: b:y is down',
  ]);
});
