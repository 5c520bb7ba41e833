import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { type ParseResult, parseSync, Visitor } from 'oxc-parser';

/** A file of TypeScript with its syntax tree. */
export interface Source {
  /** From the root of the project, with `/`: `src/optimize/loop.ts`. */
  path: string;
  text: string;
  program: ParseResult['program'];
  /** The project's own files that it imports or exports from, types included, as paths like `path`, each once. */
  imports: readonly string[];
}

/** The project's TypeScript in `src` and `tests`, in order of path. Throws when a file does not parse. */
export function readSources(root: string): Source[] {
  const paths = globSync('{src,tests}/**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
  return paths.sort().map((path) => readSource(path, readFileSync(posix.join(root, path), 'utf8')));
}

/** One file from its text. */
export function readSource(path: string, text: string): Source {
  const { program, module, errors } = parseSync(path, text, { preserveParens: false });
  if (errors.length > 0) throw new Error(`Expected \`${path}\` to parse, got ${errors[0]!.message}`);
  const imported = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value ?? '')),
    ...writtenInPlace(program),
  ];
  const relative = imported.filter((name) => name.startsWith('.'));
  const imports = relative.map((name) => posix.join(posix.dirname(path), name));
  return { path, text, program, imports: [...new Set(imports)] };
}

/** Whether a file is a test or there for tests alone. */
export function isTest(path: string): boolean {
  return path.startsWith('tests/') || path.endsWith('.test.ts');
}

/** The lines of a text; what stands behind its last line end is none. */
export function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** The number of the line, from 1, in which a place of the text lies. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** The names in `import('./a.ts')`, as an expression and as a type. */
function writtenInPlace(program: ParseResult['program']): string[] {
  const names: string[] = [];
  new Visitor({
    ImportExpression({ source }) {
      if (source.type === 'Literal' && typeof source.value === 'string') names.push(source.value);
    },
    TSImportType({ source }) {
      names.push(source.value);
    },
  }).visit(program);
  return names;
}
