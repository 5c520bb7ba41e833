import { columns } from '../../src/present/columns.ts';
import { type Measure, type Spread, WIDEST_LINE } from './measure.ts';

/** The figures as a table for people, then the tests by folder. */
export function measureText(measure: Measure): string {
  const { count, share } = measure.wideLines;
  const figures: [string, string][] = [
    ['files', String(measure.files)],
    ['lines per file, p50/p90/max', spread(measure.linesPerFile)],
    ['functions', String(measure.functions)],
    ['lines per function, p50/p90/max', spread(measure.linesPerFunction)],
    ['characters per function, mean', String(measure.charactersPerFunction)],
    ['line width, p50/p90/max', spread(measure.lineWidth)],
    [`lines over ${WIDEST_LINE} characters`, `${count} (${(100 * share).toFixed(1)}%)`],
    ['non-null assertions', String(measure.nonNullAssertions)],
    ['nested ternaries', String(measure.nestedTernaries)],
    ['conditional spreads', String(measure.conditionalSpreads)],
    ['imports past an index', String(measure.importsPastIndex)],
    ['circles between files', String(measure.fileCircles)],
    ['circles between folders', String(measure.roomCircles)],
    ['lines of test per line of code', measure.testsPerLine.toFixed(2)],
  ];
  const folders = measure.folders.map(({ folder, codeLines, testLines }) => [
    folder,
    String(codeLines),
    String(testLines),
    codeLines === 0 ? '' : (testLines / codeLines).toFixed(2),
  ]);
  return [
    ...columns(figures, ['left', 'right']),
    '',
    ...columns([['folder', 'code', 'tests', 'ratio'], ...folders], ['left', 'right', 'right', 'right']),
  ].join('\n');
}

function spread({ p50, p90, max }: Spread): string {
  return `${p50}/${p90}/${max}`;
}
