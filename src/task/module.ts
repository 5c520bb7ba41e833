import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { messageOf, usageError } from '../base/errors.ts';
import { listed } from '../base/listed.ts';
import { resolveOwnName } from '../base/own-name.ts';
import type { Scorer, Task } from './contract.ts';
import { assertGolds, defineTask, type TaskDefinition } from './define.ts';
import { fingerprint } from './fingerprint.ts';

/**
 * The task that a TypeScript or JavaScript module exports as its default.
 * @throws {W4sError} `task-module` if it cannot be loaded or exports something else; `task-invalid` from `defineTask`
 */
export async function loadModuleTask(path: string): Promise<Task> {
  resolveOwnName();
  const module = await imported(path);
  const exported = await module['default'];
  if (isDefinition(exported)) return checked(exported, await readFile(path, 'utf8'));
  const got = exported === undefined ? 'nothing' : `\`${typeof exported}\``;
  const names = Object.keys(module).filter((name) => name !== 'default');
  const others = names.length === 0 ? '' : ` It exports ${listed(names)}.`;
  throw usageError('task-module', `Expected ${path} to export a task as its default, got ${got}.${others}`, {
    hint: 'Write `export default defineTask({ ... })`; `w4s init --kind typescript` writes an example.',
  });
}

/**
 * The module's text identifies the scorer too: the text of a function lacks what it calls. The scorer itself does the
 * work, for it may be an object of any class.
 */
function withSource(scorer: Scorer, source: string): Scorer {
  const { name, needsJudge, needsGold, notesQuoteGold, fingerprint: own, ideal } = scorer;
  return {
    name,
    needsJudge,
    needsGold,
    notesQuoteGold,
    fingerprint: fingerprint(own === undefined ? [name, source] : [name, source, own]),
    ...(ideal && { ideal: (item) => ideal.call(scorer, item) }),
    score: (prediction, item, context) => scorer.score(prediction, item, context),
  };
}

async function imported(path: string): Promise<Record<string, unknown>> {
  try {
    return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'W4sError') throw cause;
    throw usageError('task-module', `Could not load ${path}: ${messageOf(cause)}`, {
      hint: 'Remove types that Node cannot strip (enums, namespaces); relative imports need their file extension.',
      cause,
    });
  }
}

function isDefinition(value: unknown): value is TaskDefinition {
  return value !== null && typeof value === 'object' && 'name' in value && 'scorer' in value;
}

/** Checks a plain object as `defineTask` does; a task that it made passes again. */
async function checked(exported: TaskDefinition, source: string): Promise<Task> {
  const task = await defineTask(exported);
  await assertGolds(task);
  return { ...task, scorer: withSource(task.scorer, source) };
}
