import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { LONGEST_GUIDE } from '../optimize/index.ts';
import { readGuide, renderGuide } from './file.ts';

const folder = temporaryFolders();

function file(content: string): string {
  const path = join(folder(), 'guide.md');
  writeFileSync(path, content);
  return path;
}

test.each([
  ['what was written', renderGuide({ tasks: 'a,\n---\nb', words: '2' }, '- ask twice\n'), '- ask twice'],
  ['one without a head', '- ask twice\n', '- ask twice'],
  ['a rule across the text is no head', 'above\n---\nbelow', 'above\n---\nbelow'],
  ['line ends of Windows', '---\r\nwords: 2\r\n---\r\n\r\n- ask twice\r\n', '- ask twice'],
])('%s is read as its text', async (_, content, expected) => {
  expect(await readGuide(file(content))).toBe(expected);
});

test.each([
  ['an empty file', () => file(''), 'invalid-guide', /no text/],
  ['a head alone', () => file('---\nwords: 0\n---\n'), 'invalid-guide', /no text/],
  [
    'too long a guide',
    () => file('a'.repeat(LONGEST_GUIDE + 1)),
    'invalid-guide',
    /at most 12000 .* got 12001 characters/,
  ],
  ['a file that is none', () => file('a'.repeat(1_000_000)), 'invalid-guide', /got 1000000 bytes/],
  ['a folder', () => folder(), 'unknown-file', /found none/],
  ['nothing', () => join(folder(), 'none.md'), 'unknown-file', /found none/],
])('%s is refused', async (_, path, code, message) => {
  await expect(readGuide(path())).rejects.toMatchObject({ code, exitCode: 2, message: expect.stringMatching(message) });
});
