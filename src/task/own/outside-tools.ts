import { join } from 'node:path';
import type { ToolSource } from '../../tools/contract.ts';
import { isInside } from './beside.ts';
import type { Issue } from './issues.ts';

/**
 * A task file is data that may come from anybody, so the programs and addresses that it names are not started because
 * it was read. @returns the first that lies outside, unless that is allowed
 */
export function outsideTools(
  tools: readonly ToolSource[],
  { folder, allowOutside = false }: { folder: string; allowOutside?: boolean | undefined },
): Issue | undefined {
  if (allowOutside) return undefined;
  const index = tools.findIndex((source) => !isBeside(source, folder));
  const source = tools[index];
  if (source === undefined) return undefined;
  const [field, what] = outsideOf(source);
  return {
    path: ['tools', index, field],
    message: `This task ${what}. Pass --allow-outside if you trust it.`,
  };
}

function isBeside(source: ToolSource, folder: string): boolean {
  if (!('corpus' in source)) return false;
  try {
    return isInside(join(folder, source.corpus), folder);
  } catch {
    return true; // there is none, which is told when it is opened
  }
}

function outsideOf(source: ToolSource): [string, string] {
  if ('command' in source) return ['command', `starts a program outside of the sandbox, \`${source.command}\``];
  if ('url' in source) return ['url', `sends what models write to \`${new URL(source.url).host}\``];
  return ['corpus', `reads \`${source.corpus}\`, outside of its folder`];
}
