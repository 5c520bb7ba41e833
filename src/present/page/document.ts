import { createHash } from 'node:crypto';
import { type Html, html, trusted } from '../html.ts';

export interface DocumentParts {
  title: string;
  style: string;
  /** @default none runs */
  script?: string;
  /** Inside `main`. */
  body: Html;
}

/**
 * One self-contained HTML file: no request leaves it, and its content security policy allows nothing but its own style
 * and script, so that even text that slipped through the escaping could not run.
 */
export function htmlDocument({ title, style, script, body }: DocumentParts): string {
  const policy = [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    ...(script === undefined ? [] : [`script-src ${hash(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="generator" content="w4s">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<main>
${body}
</main>
${
  script !== undefined &&
  html`<script>${trusted(script)}</script>
`
}</body>
</html>
`.text;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
