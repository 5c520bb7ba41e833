import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { COMPLETIONS } from './completion.ts';
import { allCommands } from './table.ts';

const commands = await allCommands();

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const script = [
    COMPLETIONS.bash(commands),
    'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _w4s; echo "${COMPREPLY[@]}"',
  ].join('\n');
  return execFileSync('bash', ['-c', script, 'bash', 'w4s', ...words], { encoding: 'utf8' })
    .trim()
    .split(' ')
    .filter((word) => word !== '');
}

it.each<[string[], string[]]>([
  [['opt'], ['optimize']],
  [['re'], ['resume', 'report', 'review']],
  [
    ['review', ''],
    ['list', 'show', 'approve', 'reject'],
  ],
  [
    ['optimize', '--max'],
    [
      '--max-tokens',
      '--max-calls-per-item',
      '--max-usd-per-item',
      '--max-seconds-per-item',
      '--max-calls',
      '--max-minutes',
      '--max-repairs',
    ],
  ],
  [['optimize', '--no-'], ['--no-golds']],
  [
    ['optimize', 'gsm8k', '--context', ''],
    ['last', 'best-k', 'all'],
  ],
  [['report', '--format', 'm'], ['markdown']],
  [
    ['cache', ''],
    ['summary', 'show', 'clear'],
  ],
  [['cache', '--l'], ['--limit']],
  [['ablation', '--without', 'v'], ['vote']],
  [['eval', ''], []], // a file, which bash completes itself
])('bash offers %j: %j', (words, expected) => {
  expect(offered(...words)).toEqual(expected);
});

it.each(['bash', 'zsh', 'fish'] as const)('%s knows every command', (shell) => {
  const script = COMPLETIONS[shell](commands);
  for (const { name } of commands) expect(script).toMatch(new RegExp(`\\b${name}\\b`));
  expect(script).toContain('max-calls');
});
