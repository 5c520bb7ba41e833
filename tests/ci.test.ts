import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runCli } from './support/cli.ts';
import { temporaryFolders } from './support/temporary.ts';

const cwd = temporaryFolders()();
const direct = join(import.meta.dirname, '../examples/workflows/direct.py');
const scored = (...words: string[]) =>
  runCli(['eval', direct, '--task', 'sums', '--executor', 'sim:executor', '--limit', '6', '--json', ...words], { cwd });

beforeAll(async () => {
  expect((await runCli(['init', 'sums'], { cwd })).code).toBe(0);
});

test('eval as a test of a CI system: scores, a baseline, and a JUnit file', async () => {
  const base = await scored('--name', 'base', '--min-score', '0', '--junit', 'base.xml');
  expect(base.code, base.stderr).toBe(0);
  expect(base.result.requirements).toMatchObject([{ name: 'min-score', outcome: 'met' }]);
  const count =
    'import sys, xml.etree.ElementTree as t; r = t.parse(sys.argv[1]).getroot(); ' +
    'print(r.tag, len(r.findall("./testsuite[1]/testcase")), len(r.findall("./testsuite[2]/testcase")))';
  expect(execFileSync('python3', ['-c', count, 'base.xml'], { cwd, encoding: 'utf8' })).toBe('testsuites 6 1\n');
  expect(readdirSync(cwd).filter((name) => name.includes('base.xml'))).toEqual(['base.xml']);

  const strict = await scored('--no-worse-than', 'base', '--margin', '0', '--junit', 'strict.xml');
  expect(strict.code).toBe(4);
  expect(strict.result.requirements).toMatchObject([{ name: 'no-worse-than', outcome: 'missed' }]);
  expect(existsSync(join(cwd, 'strict.xml'))).toBe(true);

  const words = ['compare', strict.result.run, 'base', '--margin'];
  expect(await runCli([...words, '1'], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('no-worse-than met: against'),
  });
  expect(await runCli([...words, '0'], { cwd })).toMatchObject({ code: 4 });
});

test.each([
  ['a folder that is not there', ['--junit', 'none/eval.xml'], 'there is no folder'],
  ['a folder as the file', ['--junit', 'sums'], 'it is a folder'],
  ['an unknown run', ['--no-worse-than', 'nobody'], 'nobody'],
])('wrong usage is told before anything is asked: %s', async (_, words, part) => {
  const { code, error } = await scored(...words);
  expect(code).toBe(2);
  expect(error!.message).toContain(part);
});
