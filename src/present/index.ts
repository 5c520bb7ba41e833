export { type Frame, frame, responsive, svg } from './chart/frame.ts';
export { linearScale, niceTicks, percentTick, px } from './chart/scale.ts';
export { type Alignment, columns } from './columns.ts';
export { type CsvColumns, csvCell, csvLines, csvTable, safeText } from './csv-table.ts';
export { type Html, escapeHtml, html } from './html.ts';
export {
  type Money,
  NONE,
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
export { htmlDocument } from './page/document.ts';
export { STYLE } from './page/style.ts';
export { numeric, scrolling, tableHead, tableRow, wordy } from './page/table.ts';
export { sparkline } from './sparkline.ts';
