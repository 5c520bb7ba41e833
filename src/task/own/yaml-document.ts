import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { messageOf } from '../../base/errors.ts';
import type { Issue } from './issues.ts';
import { fieldName } from './issues.ts';
import { taskError, type Problem } from './problem.ts';

/** A YAML text that still knows its lines. */
export interface YamlDocument {
  value: unknown;
  /** Issues as problems with their lines. */
  problems(issues: readonly Issue[]): Problem[];
}

/** @throws {W4sError} `task-invalid`, or `code`, with the line, if it is not YAML, or refers to itself */
export function readYaml(text: string, file: string, code?: string): YamlDocument {
  const lines = new LineCounter();
  const document = parsed(text, { file, code }, lines);
  const failed = document.errors[0];
  if (failed) {
    const message = `Expected YAML: ${failed.message.replace(/\.?$/, '')}.`;
    throw taskError(
      [{ file, line: lines.linePos(failed.pos[0]).line, message }],
      'Put a text in quotes if it contains `: ` or starts with a special character.',
      code,
    );
  }
  const value = plainValue(document, { file, code });
  const lineOf = (path: readonly (string | number)[], atKey: boolean): number | undefined => {
    const parent = document.getIn(path.slice(0, -1), true);
    const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1)) : undefined;
    const value = document.getIn(path, true);
    const node = (atKey || !isNode(value) ? pair?.key : value) ?? value ?? parent;
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    return path.length > 1 ? lineOf(path.slice(0, -1), false) : undefined;
  };
  return {
    value,
    problems: (issues) =>
      issues.map(({ path, atKey = false, message }) => ({
        file,
        line: lineOf(path, atKey),
        field: fieldName(path),
        message,
      })),
  };
}

interface Source {
  file: string;
  /** Of errors. */
  code: string | undefined;
}

/** `<<: *name` is merged, as almost all readers do, though YAML 1.2 has no word of it. The parser recurses. */
function parsed(text: string, { file, code }: Source, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, merge: true });
  } catch (error) {
    throw taskError([{ file, message: `Expected YAML: ${messageOf(error)}.` }], 'Nest less deeply.', code);
  }
}

/** Rejects aliases that grow without bound (`a: [*b, *b, ...]`, level upon level) or contain themselves. */
function plainValue(document: Document.Parsed, { file, code }: Source): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    JSON.stringify(value);
    return value;
  } catch (error) {
    throw taskError(
      [{ file, message: `Expected YAML whose aliases (\`*name\`) end somewhere: ${messageOf(error).split('\n')[0]}.` }],
      'Write the values out instead of the aliases.',
      code,
    );
  }
}
