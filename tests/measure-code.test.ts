import { describe, expect, it } from 'vitest';
import { circlesIn } from '../scripts/measure/circles.ts';
import { faultsOf } from '../scripts/measure/faults.ts';
import { measureCode } from '../scripts/measure/measure.ts';
import { isPastIndex } from '../scripts/measure/rooms.ts';
import { shapeOf } from '../scripts/measure/shape.ts';
import { readSource } from '../scripts/measure/source.ts';

const shape = (text: string) => shapeOf(readSource('src/a.ts', text));

it.each([
  ['function f() {\n  return 1;\n}', [3]],
  ['class A {\n  m() {\n  }\n  get g() { return 1; }\n}', [2, 1]],
  ['const f = () => {\n};', [2]],
  ['const f = (x: number) =>\n  x;', []],
  ['function f(x: number): void;\nfunction f() {}', [1]],
  ['function f() {\n  return () => {\n  };\n}', [4, 2]],
])('lines of the functions in %j: %j', (text, lines) => {
  expect(shape(text).functions.map((each) => each.lines)).toEqual(lines);
});

it.each([
  ['const a = b ? 1 : c ? 2 : 3;', [1]],
  ['const a =\n  b ? 1 :\n  (c ? 2 : 3);', [3]],
  ['const a = (b ? c : d) ? 1 : 2;', [1]],
  ['const a = [b ? 1 : 2, c ? 1 : 2];', []],
])('nested ternaries in %j: lines %j', (text, lines) => {
  expect(shape(text).nestedTernaries).toEqual(lines);
});

it.each([
  ['({ ...(x === undefined ? {} : { x }) })', 1],
  ['({ ...(x ? { x } : {}) })', 1],
  ['({ ...(x && { x }) })', 1],
  ['({ ...(x ?? y), ...z })', 0],
  ['({ ...(x ? y : z) })', 0],
  ['[...(x ? [] : [x])]', 0],
])('conditional spreads in %j: %d', (text, count) => {
  expect(shape(text).conditionalSpreads).toBe(count);
});

it('counts non-null assertions', () => {
  expect(shape('a!.b[0]!; if (!a) b != c;').nonNullAssertions).toBe(2);
});

it.each([
  ["import { b } from './b.ts';", ['src/x/b.ts']],
  ["import type { B } from '../y/b.ts';", ['src/y/b.ts']],
  ["export * from './b.ts';", ['src/x/b.ts']],
  ["const b = await import('./b.ts');", ['src/x/b.ts']],
  ["let b: import('./b.ts').B;", ['src/x/b.ts']],
  ["import 'zod'; import fs from 'node:fs';", []],
])('imports in %j: %j', (text, imports) => {
  expect(readSource('src/x/a.ts', text).imports).toEqual(imports);
});

it.each([
  ['src/x/a.ts', 'src/x/b/c.ts', false],
  ['src/x/a.ts', 'src/y/index.ts', false],
  ['src/x/a.ts', 'src/y/contract.ts', false],
  ['src/x/a.ts', 'src/y/b.ts', true],
  ['src/x/a.ts', 'src/y/inner/index.ts', true],
  ['src/x/a.ts', 'src/base/b.ts', false],
  ['src/index.ts', 'src/y/b.ts', true],
  ['src/providers/x/a.ts', 'src/providers/y/index.ts', false],
  ['src/providers/x/a.ts', 'src/providers/y/b.ts', true],
  ['src/lab/x/a.ts', 'src/lab/x/page/b.ts', false],
  ['src/x/a.ts', 'src/providers/index.ts', false],
  ['src/x/a.ts', 'src/providers/b.ts', true],
  ['src/providers/index.ts', 'src/providers/x/b.ts', true],
])('%s to %s goes past an index: %s', (from, to, expected) => {
  expect(isPastIndex(from, to)).toBe(expected);
});

it.each([
  [{ a: 'b', b: 'c' }, []],
  [{ a: 'b', b: 'a' }, ['a b a']],
  [{ a: 'a' }, []],
  [{ x: 'a', a: 'b', b: 'cd', c: 'a', d: 'b' }, ['a b c a']],
  [{ a: 'b', b: 'a', c: 'd', d: 'c' }, ['a b a', 'c d c']],
])('circles in %j: %j', (edges, circles) => {
  const graph = new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));
  expect(circlesIn(graph).map((circle) => circle.join(' '))).toEqual(circles);
});

describe('a small project', () => {
  const wide = `const text = '${'x'.repeat(120)}';`;
  const sources = [
    readSource('src/x/index.ts', "export { a } from './a.ts';\n"),
    readSource('src/x/a.ts', `import type { B } from '../y/b.ts';\n\n${wide}\n`),
    readSource('src/x/a.test.ts', `${wide}\nlet a = b ? 1 : c ? 2 : 3;\n`),
    readSource('src/y/b.ts', "import { a } from '../x/index.ts';\n"),
    readSource('tests/all.test.ts', '1;\n2;\n3;\n'),
  ];
  const measured = measureCode(sources);

  it('is measured without its tests', () => {
    expect(measured.measure).toMatchObject({
      files: 3,
      linesPerFile: { p50: 1, p90: 3, max: 3 },
      lineWidth: { max: wide.length },
      wideLines: { count: 1, share: 0.25 },
      nestedTernaries: 0,
      testsPerLine: 1,
      folders: [
        { folder: 'src/x', codeLines: 4, testLines: 2 },
        { folder: 'src/y', codeLines: 1, testLines: 0 },
        { folder: 'tests', codeLines: 0, testLines: 3 },
      ],
    });
  });

  const past = 'src/x/a.ts: imports src/y/b.ts, past the index and the contract of its folder';
  const others = [
    'src/x/a.ts: circle between files: src/x/a.ts -> src/y/b.ts -> src/x/index.ts -> src/x/a.ts',
    'src/x/a.ts: circle between folders: src/x/a.ts -> src/y/b.ts, src/y/b.ts -> src/x/index.ts',
    'src/x/a.ts:3: over 120 characters',
  ];
  it('has its faults listed', () => {
    expect(faultsOf(measured, [])).toEqual([past, ...others]);
  });

  it('may have exceptions, as long as they are needed', () => {
    const needed = { from: 'src/x/a.ts', to: 'src/y/b.ts', reason: 'so it is' };
    const stale = { from: 'src/x/a.ts', to: 'src/z/c.ts', reason: 'so it was' };
    const removal = 'src/x/a.ts: no longer imports src/z/c.ts: remove the exception';
    expect(faultsOf(measured, [needed, stale])).toEqual([removal, ...others]);
  });
});
