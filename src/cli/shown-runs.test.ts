import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { recordGiven } from '../../tests/support/page-run.ts';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { openStore } from '../store/index.ts';
import { createOutput } from './output.ts';
import { readCommandLine } from './program.ts';
import { commandTable } from './table.ts';

const folder = temporaryFolders();

/** What a command says of a store. */
async function said(path: string, ...words: string[]): Promise<string> {
  let text = '';
  const stdout = new PassThrough().on('data', (chunk) => (text += String(chunk)));
  const output = createOutput({ json: false, stdout, stderr: new PassThrough() });
  const facts = { version: '0', about: [] };
  const { spec, args, options } = (await readCommandLine(commandTable, facts, [...words, '--store', path]))!;
  const { signal } = new AbortController();
  await spec.run({ args, options, output, signal, onInterrupt: () => {} } as never);
  return text;
}

test.each<[string, { line: RegExp; shown: RegExp }]>([
  ['optimize', { line: / t00c0 .* 75\.0% /, shown: /No candidate was scored|start .* 75\.0%/ }],
  ['baselines', { line: / given-0 .* 75\.0% /, shown: /\ngiven-0 +scored +75\.0%.*\ngiven-1 +scored +25\.0%/ }],
  ['transfer', { line: / given-0 .* 75\.0% /, shown: /\ngiven-0 +scored +75\.0%.*\ngiven-1 +scored +25\.0%/ }],
  ['eval', { line: / mine\.py .* 75\.0% /, shown: /left no result, or not yet/ }],
  ['run', { line: / mine\.py .* – +– /, shown: /left no result, or not yet/ }],
  ['guide', { line: / mine\.py .* – +– /, shown: /No guide was written/ }],
])('a killed run of %s shows what it came to, and only a search speaks of turns', async (command, { line, shown }) => {
  const path = join(folder(), 'store.db');
  const store = await openStore(path);
  const run = await recordGiven(store, command);
  await store.close();
  expect(await said(path, 'runs')).toMatch(line);
  const text = await said(path, 'show', run);
  expect(text).toMatch(shown);
  const report = await said(path, 'report', run, '--format', 'markdown', '--out', '-');
  if (command !== 'optimize') for (const told of [text, report]) expect(told).not.toMatch(/\b(?:turn|winner|start)\b/i);
});
