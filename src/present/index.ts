export { type Frame, frame, responsive, svg } from './chart/frame.ts';
export { linearScale, niceTicks, px } from './chart/scale.ts';
export { type Alignment, columns } from './columns.ts';
export { type CsvColumns, csvCell, csvTable, safeText } from './csv-table.ts';
export { type Html, html } from './html.ts';
export {
  type Money,
  NONE,
  count,
  duration,
  interval,
  moment,
  money,
  pValue,
  percent,
  plain,
  points,
  ratio,
  usd,
} from './numbers.ts';
export { htmlDocument } from './page/document.ts';
export { STYLE } from './page/style.ts';
export { numeric, scrolling, tableHead, tableRow, wordy } from './page/table.ts';
export { sparkline } from './sparkline.ts';
