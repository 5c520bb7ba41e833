import { type RunKind, kindOf } from '../run/index.ts';
import type { Run, Store } from '../store/index.ts';
import { policyHash, readBundle } from './bundle.ts';
import type { Json } from '../base/json.ts';
import { printableJson } from '../base/printable.ts';
import { type Embedded, pathOf } from './contract.ts';
import { embeddedRun } from './data/embedded.ts';
import { pageDocument } from './document.ts';

/**
 * The report of a run as one HTML file: the page with its data inside. No request leaves it, and its content security
 * policy allows nothing but its own style and script, so that text that slipped through could not run.
 * @throws {W4sError} `page-missing`
 */
export async function renderPage(store: Store, run: Run): Promise<string> {
  return pageWith(`${run.name ?? run.id} · w4s ${TITLES[kindOf(run)]}`, await embeddedRun(store, run));
}

const TITLES: Record<RunKind, string> = {
  search: 'report',
  workflows: 'comparison',
  evaluation: 'evaluation',
  use: 'use',
  guide: 'guide',
};

/** The report of a study or an ablation: its result as JSON, shown by the same page. */
export function renderStudy(name: string, result: { kind?: string }): string {
  const data = {
    start: `/study/${encodeURIComponent(name)}`,
    answers: { [pathOf.study(name)]: result as unknown as Json },
  };
  return pageWith(`${name} · w4s ${result.kind ?? 'ablation'}`, data);
}

/** The report of a transfer: its result as JSON, shown by the same page. */
export function renderTransfer(name: string, result: object): string {
  const data = { start: `/transfer/${encodeURIComponent(name)}`, answers: { [pathOf.transfer(name)]: result as Json } };
  return pageWith(`${name} · w4s transfer`, data);
}

/** A page of its own with some data inside. */
function pageWith(title: string, data: Embedded): string {
  const { script, style } = readBundle();
  const policy = [
    "default-src 'none'",
    `style-src ${policyHash(style)}`,
    `script-src ${policyHash(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return pageDocument({
    title,
    head: `<meta http-equiv="Content-Security-Policy" content="${policy}">\n<style>${style}</style>`,
    end: `<script type="application/json" id="w4s-data">${inlineJson(data)}</script>\n<script>${script}</script>`,
  });
}

/** JSON that can stand in a script element: nothing in it ends the element, begins a comment or hides. */
export function inlineJson(value: unknown): string {
  return printableJson(value).replaceAll('<', String.raw`\u003c`);
}
