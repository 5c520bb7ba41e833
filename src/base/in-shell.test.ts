import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { inShell } from './in-shell.ts';

test.each([
  'other.db',
  'my runs/w4s.db',
  "it's here.db",
  '',
  '$HOME',
  '`id`',
  'reasoning-gym:chain_sum?a=1&b=*',
  '#a',
  '"q"\\',
])('a shell reads %j as one word', (word) => {
  expect(execFileSync('/bin/sh', ['-c', `printf %s ${inShell(word)}`], { encoding: 'utf8' })).toBe(word);
});

test.each(['other.db', '/a/b-c_d.db', 'svamp', 'postgres:host/w4s'])('%j stays as it is', (word) => {
  expect(inShell(word)).toBe(word);
});
