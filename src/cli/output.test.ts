import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { printableJson } from '../base/printable.ts';
import { createOutput } from './output.ts';

function written(isTTY: boolean, json: boolean, text: string): string {
  const stdout = Object.assign(new PassThrough(), { isTTY });
  createOutput({ json, stdout, stderr: new PassThrough() }).data(text);
  return String(stdout.read() ?? '');
}

const FAMILY = '\u{1F468}\u200D\u{1F469}';

it.each([
  { to: 'a pipe', isTTY: false, text: `${FAMILY} a\u001B[2J\r\n`, seen: `${FAMILY} a\u001B[2J\r\n` },
  { to: 'a pipe', isTTY: false, text: 'no line break', seen: 'no line break' },
  {
    to: 'a terminal',
    isTTY: true,
    text: `${FAMILY} a\u001B[2J`,
    seen: '\u{1F468}\\u200d\u{1F469} a\\u001b[2J\n',
  },
  { to: 'a terminal', isTTY: true, text: 'a,b\r\n', seen: 'a,b\r\n' },
  { to: 'a pipe with --json', isTTY: false, json: true, text: 'a', seen: '' },
])('data to $to: $text', ({ isTTY, json = false, text, seen }) => {
  expect(written(isTTY, json, text)).toBe(seen);
});

it('JSON that was made printable is the same on a terminal', () => {
  const line = `${printableJson({ answer: `${FAMILY}\u001B\uD800` })}\n`;
  expect(written(true, false, line)).toBe(line);
});
