import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Issue } from './issues.ts';
import { fieldName } from './issues.ts';
import { taskError, type Problem } from './problem.ts';

/** A YAML text that still knows its lines. */
export interface YamlDocument {
  value: unknown;
  /** Issues as problems with their lines. */
  problems(issues: readonly Issue[]): Problem[];
}

/** @throws {W4sError} `task-invalid` with the line, when it is not YAML */
export function readYaml(text: string, file: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const failed = document.errors[0];
  if (failed) {
    const message = `Expected YAML: ${failed.message.replace(/\.?$/, '')}.`;
    throw taskError([{ file, line: lines.linePos(failed.pos[0]).line, message }], 'A text that holds `: ` or starts with a special character needs quotes.');
  }
  const lineOf = (path: readonly (string | number)[], atKey: boolean): number | undefined => {
    const parent = document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
    const value = document.getIn(path, true);
    const node = (atKey || !isNode(value) ? pair?.key : value) ?? value ?? parent;
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    return path.length > 1 ? lineOf(path.slice(0, -1), false) : undefined;
  };
  return {
    value: document.toJS() as unknown,
    problems: (issues) => issues.map(({ path, atKey = false, message }) => ({ file, line: lineOf(path, atKey), field: fieldName(path), message })),
  };
}
