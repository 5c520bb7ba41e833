export { type Html, escapeHtml, html } from './html.ts';
export { type Alignment, columns } from './columns.ts';
export { type CsvColumns, csvCell, csvLines, csvTable, noFormula } from './csv-table.ts';
export {
  type Money,
  NONE,
  callsAnItem,
  count,
  decimal,
  dollars,
  duration,
  interval,
  moment,
  money,
  pValue,
  percent,
  percentWithInterval,
  plain,
  points,
  pointsWithInterval,
  ratio,
  roughDuration,
  size,
} from './numbers.ts';
export { markdownTable } from './markdown-table.ts';
export { sparkline } from './sparkline.ts';
