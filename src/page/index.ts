export type { Hands } from './server/act.ts';
export { type PageServer, type ServePageOptions, servePage } from './server/serve.ts';
export { assertReportable } from './reportable.ts';
export { renderPage, renderStudy, renderTransfer } from './report.ts';
