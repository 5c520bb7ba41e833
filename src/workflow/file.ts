import { readFile } from 'node:fs/promises';

import { messageOf, usageError } from '../base/errors.ts';
import type { W4sError } from '../base/errors.ts';
import type { EntryName } from './contract.ts';
import { entryOf } from './extract.ts';
import { workflowHash } from './hash.ts';
import { parseWorkflowFile } from './provenance.ts';
import type { Provenance } from './provenance.ts';

export interface LoadedWorkflow {
  /** Without our header. */
  code: string;
  entry: EntryName;
  /** Of the code, see {@link workflowHash}. */
  hash: string;
  /** Absent for a file that w4s did not write. */
  provenance?: Provenance;
  /** Whether someone changed the code under its header: its scores are then those of another workflow. */
  edited: boolean;
}

/**
 * Reads a workflow from a Python file: one that w4s exported, or any that defines `workflow` or `solver`. Nothing is
 * run here, so Python has not judged the syntax yet.
 *
 * @throws {W4sError} `workflow-not-found`, `workflow-not-python` or `workflow-without-entry`.
 */
export async function readWorkflow(path: string): Promise<LoadedWorkflow> {
  return parseWorkflow(path, decoded(path, await readFile(path).catch((error: unknown) => unreadable(path, error))));
}

/**
 * The text of a workflow file.
 * @param name How messages call it.
 * @throws {W4sError} `workflow-not-python` or `workflow-without-entry`.
 */
export function parseWorkflow(name: string, text: string): LoadedWorkflow {
  if (text.includes('\0')) throw notPython(name, HOLDS_NUL);
  if (!text.isWellFormed()) throw notPython(name, 'it holds half a character');
  const { code, provenance, edited } = parseWorkflowFile(text);
  const entry = entryOf(code);
  if (entry === undefined) throw withoutEntry(name, code);
  return { code, entry, hash: workflowHash(code), edited, provenance };
}

const HOLDS_NUL = 'it holds NUL bytes';

function unreadable(path: string, error: unknown): never {
  throw usageError('workflow-not-found', `Expected \`${path}\` to be a readable workflow file: ${messageOf(error)}`, {
    hint:
      'Give the path of a .py file that defines `def workflow(agent, task)`, ' +
      'or the name of a run (`w4s runs` lists them).',
    cause: error,
  });
}

function decoded(path: string, bytes: Buffer): string {
  if (bytes.includes(0)) throw notPython(path, HOLDS_NUL);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw notPython(path, messageOf(error));
  }
}

function withoutEntry(path: string, code: string): W4sError {
  if (/^\s*[{[<]/.test(code) || /^(?:```|~~~)/m.test(code))
    return notPython(path, 'it begins like another format, or holds a code fence');
  const defined = [...code.matchAll(/^(?:async +)?def +(\w+)/gm)].map(([, name]) => name);
  const found = defined.length === 0 ? 'no function' : `only ${defined.slice(0, 5).join(', ')}`;
  return usageError(
    'workflow-without-entry',
    `Expected \`${path}\` to define \`workflow(agent, task)\` or \`solver(agent, task)\`, got ${found}`,
    {
      hint: 'Name the function `workflow` and let it return a dict with the key "answer".',
    },
  );
}

function notPython(path: string, why: string): W4sError {
  return usageError('workflow-not-python', `Expected \`${path}\` to be Python source in UTF-8, but ${why}`, {
    hint: 'Give the path of a .py file that defines `def workflow(agent, task)`.',
  });
}
