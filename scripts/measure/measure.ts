import { posix } from 'node:path';
import { percentiles } from '../../src/statistics/index.ts';
import { type Links, linksOf } from './links.ts';
import { roomOf } from './rooms.ts';
import { type Shape, shapeOf } from './shape.ts';
import { isTest, linesOf, type Source } from './source.ts';

/** Characters that a line may have. */
export const WIDEST_LINE = 120;

export interface Spread {
  p50: number;
  p90: number;
  max: number;
}

/** The form of the code in `src`, without its tests. */
export interface Measure {
  files: number;
  linesPerFile: Spread;
  functions: number;
  linesPerFunction: Spread;
  /** Mean. */
  charactersPerFunction: number;
  /** Characters, of lines that are not blank. */
  lineWidth: Spread;
  /** Lines over {@link WIDEST_LINE}, and their share of those that are not blank. */
  wideLines: { count: number; share: number };
  nonNullAssertions: number;
  nestedTernaries: number;
  conditionalSpreads: number;
  importsPastIndex: number;
  fileCircles: number;
  roomCircles: number;
  /** Lines of test by line of code, in all: tests beside the code and in `tests`. */
  testsPerLine: number;
  folders: readonly FolderMeasure[];
}

export interface FolderMeasure {
  folder: string;
  codeLines: number;
  /** Of the tests that lie beside the code. */
  testLines: number;
}

/** A place that breaks a rule. */
export interface Place {
  path: string;
  line: number;
}

/** The figures, and the places behind those that have a rule. */
export interface Measured extends Links {
  measure: Measure;
  wideLines: readonly Place[];
  nestedTernaries: readonly Place[];
}

export function measureCode(sources: readonly Source[]): Measured {
  const code = sources.filter(({ path }) => !isTest(path));
  const shapes = code.map(shapeOf);
  const links = linksOf(code);
  const wideLines = code.flatMap(wideLinesOf);
  const nestedTernaries = code.flatMap(({ path }, i) => shapes[i]!.nestedTernaries.map((line) => ({ path, line })));
  const folders = foldersOf(sources);
  const measure = {
    ...formOf(code, shapes),
    wideLines: { count: wideLines.length, share: wideLines.length / widthsOf(code).length },
    nestedTernaries: nestedTernaries.length,
    importsPastIndex: links.pastIndex.length,
    fileCircles: links.fileCircles.length,
    roomCircles: links.roomCircles.length,
    testsPerLine: sum(folders.map(({ testLines }) => testLines)) / sum(folders.map(({ codeLines }) => codeLines)),
    folders,
  };
  return { ...links, measure, wideLines, nestedTernaries };
}

function formOf(code: readonly Source[], shapes: readonly Shape[]) {
  const functions = shapes.flatMap((shape) => shape.functions);
  return {
    files: code.length,
    linesPerFile: spreadOf(code.map(({ text }) => linesOf(text).length)),
    functions: functions.length,
    linesPerFunction: spreadOf(functions.map(({ lines }) => lines)),
    charactersPerFunction: Math.round(sum(functions.map(({ characters }) => characters)) / functions.length),
    lineWidth: spreadOf(widthsOf(code)),
    nonNullAssertions: sum(shapes.map((shape) => shape.nonNullAssertions)),
    conditionalSpreads: sum(shapes.map((shape) => shape.conditionalSpreads)),
  };
}

function spreadOf(values: readonly number[]): Spread {
  const [p50, p90, max] = percentiles(values, [0.5, 0.9, 1]).map(Math.round);
  return { p50: p50!, p90: p90!, max: max! };
}

function widthsOf(code: readonly Source[]): number[] {
  return code.flatMap(({ text }) =>
    linesOf(text)
      .filter((line) => line.trim() !== '')
      .map(({ length }) => length),
  );
}

function wideLinesOf({ path, text }: Source): Place[] {
  const numbered = linesOf(text).map(({ length }, i) => ({ path, line: i + 1, length }));
  return numbered.filter(({ length }) => length > WIDEST_LINE).map(({ line }) => ({ path, line }));
}

function foldersOf(sources: readonly Source[]): FolderMeasure[] {
  const byFolder = Map.groupBy(sources, ({ path }) => folderOf(path));
  return [...byFolder].map(([folder, files]) => {
    const [tests, code] = [files.filter(({ path }) => isTest(path)), files.filter(({ path }) => !isTest(path))];
    return { folder, codeLines: sumOfLines(code), testLines: sumOfLines(tests) };
  });
}

function folderOf(path: string): string {
  return path.startsWith('tests/') ? 'tests' : (roomOf(path) ?? posix.dirname(path));
}

function sumOfLines(files: readonly Source[]): number {
  return sum(files.map(({ text }) => linesOf(text).length));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
