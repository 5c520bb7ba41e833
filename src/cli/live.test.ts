import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createOutput } from './output.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function output(isTTY: boolean) {
  const stderr = Object.assign(new PassThrough(), { isTTY, columns: 0 });
  let written = '';
  stderr.on('data', (chunk) => (written += chunk));
  return { out: createOutput({ json: true, stdout: new PassThrough(), stderr }), written: () => written };
}

it('a long work tells a line every ten seconds in a log, and none once the command has ended', async () => {
  const { out, written } = output(false);
  let items = 0;
  out.live(() => `  ${items} items`);
  for (let second = 0; second < 35; second++) {
    items += 1;
    await vi.advanceTimersByTimeAsync(1_000);
    out.status(`${items} bytes`); // whatever else tells its progress does not flood
  }
  expect(written()).toBe('  10 items\n  20 items\n  30 items\n');
  out.result('eval', 0, null);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(written().match(/\n/g)).toHaveLength(3);
});

it('on a terminal one line is drawn anew every second', async () => {
  const { out, written } = output(true);
  let second = 0;
  const live = out.live(() => `  ${second} s`);
  for (second = 1; second < 4; second++) await vi.advanceTimersByTimeAsync(1_000);
  live.end();
  await vi.advanceTimersByTimeAsync(5_000);
  // oxlint-disable-next-line no-control-regex -- colours
  const plain = written().replace(/\u001B\[\d*[mK]/g, '');
  expect(plain.split('\r')).toEqual(['  0 s', '  1 s', '  2 s', '  3 s']);
});
