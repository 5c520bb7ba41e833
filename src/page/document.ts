import { escapeHtml } from '../present/index.ts';

export interface PageDocument {
  title: string;
  /** Into the head, after the title: trusted HTML. */
  head: string;
  /** At the end of the body: trusted HTML. */
  end: string;
}

/** The page around the browser's part, served and in a report. */
export function pageDocument({ title, head, end }: PageDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="w4s">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
${head}
</head>
<body>
<div id="app"><noscript>This page needs JavaScript. Everything on it is also in <code>w4s show</code>.</noscript></div>
${end}
</body>
</html>
`;
}
