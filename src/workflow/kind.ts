import type { Task } from '../task/contract.ts';
import { parametersOf } from '../text/index.ts';
import { entryOf } from './extract.ts';

/**
 * `code` for a workflow that needs an entry point as its third parameter, as those for programs do; one that has a
 * default for it answers other tasks too.
 */
export function kindByForm(code: string): 'answer' | 'code' {
  const needed = ownParameters(code)?.filter((parameter) => !/^[*/]|=/.test(parameter)) ?? [];
  return needed.length >= 3 ? 'code' : 'answer';
}

/**
 * Why tasks of a kind can't call a workflow; `null` where they can, and where only Python can tell, as its entry is no
 * plain function.
 */
export function misfitOf(code: string, kind: Task['kind']): string | null {
  const parameters = ownParameters(code);
  if (parameters === undefined) return null;
  const entryPoint = parameters.find((parameter) => /^entry_point\b/.test(parameter));
  if (kind === 'code') {
    const takesIt = entryPoint !== undefined || parameters.some((parameter) => /^\*\s*\w/.test(parameter));
    return takesIt ? null : 'its function has no parameter `entry_point`';
  }
  return entryPoint === undefined || entryPoint.includes('=')
    ? null
    : 'its function needs an `entry_point`, which only programming tasks pass';
}

function ownParameters(code: string): string[] | undefined {
  const entry = entryOf(code);
  return entry && parametersOf(code, entry);
}
