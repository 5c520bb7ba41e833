import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { flagsOf } from '../cli/flags.ts';
import { allCommands } from '../cli/table.ts';
import { deathError } from './failure.ts';

const PYTHON = fileURLToPath(new URL('../../trainer/src/w4s_trainer', import.meta.url));

/** The Python that speaks to whoever gave these commands, and flags in it that are not for them. */
const SPEAKERS: Record<string, { files: string; others: readonly string[] }> = {
  // Nothing but `trainerArgs` chooses an optimizer.
  train: { files: '{data,layout,train}/*.py', others: ['--optimizer'] },
  // `dpo` and `kto` are the trainer's alone.
  // What `model serve` says of --dtype and --device is for who starts the server alone.
  model: { files: 'serve/*.py', others: ['--dtype', '--device'] },
  grpo: { files: '{preference/*,train/world}.py', others: ['--max-length'] },
};

const commands = await allCommands();

test.each(Object.keys(SPEAKERS))('w4s %s has every flag that the trainer names to it', (name) => {
  const { options } = commands.find((command) => command.name === name)!;
  const known = Object.entries(options).flatMap(([option, spec]) => flagsOf(option, spec));
  const { files, others } = SPEAKERS[name]!;
  const died = { command: name, exitCode: null, stderr: '' };
  const texts = [
    ...globSync(files, { cwd: PYTHON }).map((file) => spoken(readFileSync(join(PYTHON, file), 'utf8'))),
    ...(['SIGKILL', 'SIGSEGV'] as const).map((signal) => deathError({ ...died, signal }).hint ?? ''),
  ];
  const named = texts.flatMap((text) => text.match(/--[a-z][a-z-]*[a-z]/g) ?? []);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((flag) => !known.includes(flag) && !others.includes(flag))).toEqual([]);
});

test('a death is advised on in the words of its own command', () => {
  const hint = (command: string): string | undefined =>
    deathError({ command, exitCode: null, signal: 'SIGKILL', stderr: '' }).hint;
  expect(hint('train')).toContain('--micro-tokens');
  expect(hint('grpo')).toContain('--batch-size');
  expect(hint('serve')).not.toContain('--');
});

/** Without what only readers see. */
function spoken(source: string): string {
  return source.replaceAll(/"""[\s\S]*?"""|#.*/g, '');
}
