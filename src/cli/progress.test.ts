import { expect, test } from 'vitest';
import { anEvent } from '../../tests/support/events.ts';
import { createOutput } from './output.ts';
import { followRun } from './progress.ts';

function followed(options?: { hasNew: boolean }) {
  const lines: string[] = [];
  const stderr = { write: (text: string) => lines.push(text.trimEnd()) } as unknown as NodeJS.WritableStream;
  const { onEvent } = followRun(createOutput({ json: false, stderr }), options);
  return { lines, onEvent };
}

test('the best so far is that of its own run, where a command follows many', () => {
  const { lines, onEvent } = followed();
  const scored = (run: string, accuracy: number) =>
    onEvent({ run, ...anEvent('candidate-scored', { candidate: `${run}/t01c0`, accuracy, n: 8 }) });
  scored('a', 0.5);
  scored('b', 0.25);
  scored('a', 0.25);
  scored('b', 0.5);
  expect(lines.map((line) => line.includes('best so far'))).toEqual([true, true, false, true]);
});

test('--new is named only where a command has it', () => {
  const resumed = (options?: { hasNew: boolean }): string => {
    const { lines, onEvent } = followed(options);
    onEvent({ run: 'a', ...anEvent('run-resumed') });
    return lines.join();
  };
  expect(resumed()).toBe('Run a continues where it stopped');
  expect(resumed({ hasNew: true })).toContain('--new');
});

test.each([
  [{ missing: 2, n: 6, cause: 'provider: HTTP 503' }, '2 of 8 items are missing (provider: HTTP 503)'],
  [{ n: 8 }, 'most completions were empty, cut off, filtered or refused'],
])('why an evaluation says nothing: %j', (data, why) => {
  const { lines, onEvent } = followed();
  onEvent({ run: 'a', ...anEvent('candidate-scored', { status: 'inconclusive', ...data }) });
  expect(lines).toEqual([`  t01c0  inconclusive: ${why}`]);
});
