import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContext, type Page, chromium } from 'playwright-core';
import { freePort } from './free-port.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium of the system: W4S_BROWSER, else one in PATH; `undefined` where there is none. */
export const browserPath: string | undefined = process.env.W4S_BROWSER ?? inPath();

export function openBrowser(args: readonly string[] = []): Promise<Browser> {
  // Its own sandbox needs more than a container gives root.
  const given = process.getuid?.() === 0 ? ['--no-sandbox', ...args] : [...args];
  return chromium.launch({ executablePath: browserPath, args: given });
}

/**
 * A browser with the tabs of one window, of which only the one in front is visible, as for a person: elsewhere the
 * driver makes each believe that it is.
 */
export async function openWindow(): Promise<{ tabs: BrowserContext; close(): Promise<void> }> {
  const port = await freePort();
  const browser = await openBrowser([`--remote-debugging-port=${port}`]);
  const window = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
  const [tabs] = window.contexts();
  return { tabs: tabs!, close: () => browser.close() };
}

/** Would run, end an element, and hide, wherever text is taken for more than text. */
export const HOSTILE = `<img src=x onerror="hacked=1">'"</script><script>hacked=1</script>\u2028\u202e`;

export interface OpenedPage {
  context: BrowserContext;
  page: Page;
  /** Whatever the page complained about, as it comes. */
  complaints: string[];
}

/** A page of its own, let in by the server's address with its token, at another address that has been drawn. */
export async function openPage(
  browser: Browser,
  entry: string,
  address: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints: string[] = [];
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  await page.goto(entry);
  await page.goto('about:blank'); // else the next is a part of the same document
  await page.goto(address);
  await page.locator('main h1').first().waitFor();
  return { context, page, complaints };
}

/** What axe finds wrong with a page as it stands, one line each. */
export async function violations(page: Page): Promise<string[]> {
  // Not as a script element, which the page's policy would refuse.
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    const results = await axe.run();
    return results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    );
  });
}

interface AxeResults {
  violations: { id: string; nodes: { target: string[] }[] }[];
}

function inPath(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
