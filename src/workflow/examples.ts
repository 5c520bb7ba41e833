import { readFile, readdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { W4sError } from '../base/errors.ts';
import type { Task } from '../task/contract.ts';

const FOLDER = new URL('../../examples/workflows/', import.meta.url);

/** Path of a workflow that comes with this installation, by its name under `examples/workflows` without the ending. */
export function exampleWorkflow(name: string): string {
  return fileURLToPath(new URL(`${name}.py`, FOLDER));
}

/** Names of all of them; none where the installation lacks them but `direct`, which then can't be read. */
export async function exampleNames(): Promise<string[]> {
  const files = await readdir(FOLDER).catch(() => ['direct.py']);
  return files
    .filter((file) => file.endsWith('.py'))
    .map((file) => basename(file, '.py'))
    .sort();
}

/**
 * Text of an example for tasks of a kind: asking for a program takes other words than asking for an answer, so that
 * `direct` of a programming task is `direct_code`, where there is a file of that name.
 * @throws {W4sError} `installation-incomplete`
 */
export async function exampleCode(name: string, kind: Task['kind']): Promise<string> {
  const forPrograms = `${name}_code`;
  const file = kind === 'code' && (await exampleNames()).includes(forPrograms) ? forPrograms : name;
  return readFile(exampleWorkflow(file), 'utf8').catch((cause: unknown) => {
    throw new W4sError('installation-incomplete', `The example workflow ${file}.py is missing from this installation`, {
      cause,
      hint: 'Install w4s again.',
    });
  });
}
