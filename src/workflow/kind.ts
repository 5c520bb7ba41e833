import type { Task } from '../task/contract.ts';
import { entryOf } from './extract.ts';

/**
 * `code` for a workflow that needs an entry point as its third parameter, as those for programs do; one that has a
 * default for it answers other tasks too.
 */
export function kindByForm(code: string): 'answer' | 'code' {
  const [, parameters = ''] = /^(?:async )?def (?:workflow|solver)\(([^)]{0,500})\)/m.exec(code) ?? [];
  const needed = parameters.split(',').filter((parameter) => parameter.trim() !== '' && !parameter.includes('='));
  return needed.length >= 3 ? 'code' : 'answer';
}

/**
 * Why tasks of a kind can't call a workflow; `null` where they can, and where only Python can tell, as its entry is no
 * plain function.
 */
export function misfitOf(code: string, kind: Task['kind']): string | null {
  const parameters = parametersOf(code);
  if (parameters === undefined) return null;
  const takesIt = /\bentry_point\b/.test(parameters);
  if (kind === 'code')
    return takesIt || /\*\s*\w/.test(parameters) ? null : 'its function has no parameter `entry_point`';
  return takesIt && !/\bentry_point\b[^,=]*=/.test(parameters)
    ? 'its function needs an `entry_point`, which only programming tasks pass'
    : null;
}

function parametersOf(code: string): string | undefined {
  const entry = entryOf(code);
  return new RegExp(`^(?:async[ \\t]+)?def[ \\t]+${entry}[ \\t]*\\(([^)]*)\\)`, 'm').exec(code)?.[1];
}
