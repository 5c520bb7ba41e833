import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { usageError } from '../base/errors.ts';
import type { Task } from './contract.ts';
import { loadModuleTask } from './module.ts';
import { didYouMean } from './own/problem.ts';
import { loadYamlTask, type YamlOptions } from './yaml.ts';

const YAML = ['.yaml', '.yml'];
const MODULES = ['.ts', '.mts', '.js', '.mjs'];

/** Whether the text is a task's path: it ends like a task file, or is a folder with a `task.yaml`. */
export function isTaskFile(ref: string): boolean {
  return [...YAML, ...MODULES].includes(extname(ref)) || existsSync(join(ref, 'task.yaml'));
}

/** @throws {W4sError} `task-missing`, `task-invalid`, `task-module` */
export async function loadTaskFile(ref: string, options: YamlOptions): Promise<Task> {
  const path = existsSync(ref) && statSync(ref).isDirectory() ? join(ref, 'task.yaml') : ref;
  if (!existsSync(path)) throw missing(path);
  if (!statSync(path).isFile())
    throw usageError('task-missing', `Expected a task file at \`${path}\`, but it is not a regular file`, {
      hint: 'Name a .yaml, .ts or .js file, or a folder with a `task.yaml`.',
    });
  return MODULES.includes(extname(path)) ? loadModuleTask(resolve(path)) : loadYamlTask(path, options);
}

function missing(path: string) {
  const folder = dirname(path);
  const guess = existsSync(folder)
    ? didYouMean(basename(path), readdirSync(folder))
    : ` There is no folder \`${folder}\`.`;
  return usageError('task-missing', `Expected a task file at \`${path}\`, found none.${guess}`, {
    hint: '`w4s init` writes an example; `w4s tasks` lists the benchmarks.',
  });
}
