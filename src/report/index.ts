export type { CompareOptions, ComparedSide, Comparison, EvaluationSide, FlippedItem } from './comparison.ts';
export { compareEvaluations } from './comparison.ts';
export type { ComparisonTextOptions } from './comparison-text.ts';
export { renderComparison } from './comparison-text.ts';
export type * from './contract.ts';
export { toCsv } from './csv.ts';
export { renderMarkdown } from './markdown.ts';
export { renderHtml } from './page/page.ts';
export { renderText } from './text.ts';
