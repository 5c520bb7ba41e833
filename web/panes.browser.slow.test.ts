import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE, browserPath, openBrowser, openPage, violations } from '../tests/support/browser.ts';
import { fakeTask } from '../tests/support/fake-task.ts';
import { matrixWaits } from '../tests/support/matrix-waits.ts';
import { recordEvaluation, recordRun } from '../tests/support/page-run.ts';
import { openEvents } from '../src/run/index.ts';
import { optimize } from '../src/index.ts';
import type { Matrix } from '../src/page/contract.ts';
import { type PageServer, renderPage, servePage } from '../src/page/index.ts';
import { type Store, findRun, openStore } from '../src/store/index.ts';
import { percentiles } from '../src/statistics/index.ts';
import { fakeModel } from '../src/testing.ts';

if (browserPath === undefined) console.log('No browser (W4S_BROWSER, or chromium in PATH): no pane is opened.');

describe.skipIf(browserPath === undefined)('panes in a browser', () => {
  let folder: string;
  let store: Store;
  let server: PageServer;
  let browser: Browser;
  let context: BrowserContext;
  let run: string;
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'w4s-panes-'));
    store = await openStore(join(folder, 'store.db'));
    run = await recordRun(store, { candidates: 8, items: 12 });
    server = await servePage({ store, port: 0, hands: { start: async () => 'started' } });
    browser = await openBrowser();
  });

  afterEach(() => context.close());

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await store?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What an address shows once it is read; whatever it complains about is collected. */
  async function opened(route: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const address = route.startsWith('file:') ? route : `http://127.0.0.1:${server.port}/#${route}`;
    const one = await openPage(browser, server.url, address, options);
    ({ context, complaints } = one);
    await one.page.locator('.loading').first().waitFor({ state: 'detached' });
    return one.page;
  }

  const itemOf = (id: string, item: string) => `/run/${id}/item/validation/${encodeURIComponent(item)}`;
  const compareOf = (id: string, first = 't00c0', second = 't04c1') =>
    `/compare?${new URLSearchParams({ first: `${id}/${first}`, second: `${id}/${second}` }).toString()}`;

  test.each<[string, () => string]>([
    ['items', () => `/run/${run}/items/validation`],
    ['no items of a kind', () => `/run/${run}/items/validation?filter=nowhere`],
    ['items of a split without any', () => `/run/${run}/items/train`],
    ['an item', () => itemOf(run, 'plain/3')],
    ['an item that is not there', () => itemOf(run, 'nothing')],
    ['a comparison', () => compareOf(run)],
    ['a comparison of nothing', () => '/compare'],
    ['review', () => '/review'],
  ])('%s: readable, narrow and wide, dark and light', async (_, route) => {
    for (const [width, colorScheme] of [
      [360, 'dark'],
      [1280, 'light'],
      [3840, 'dark'],
    ] as const) {
      const page = await opened(route(), { colorScheme, viewport: { width, height: 900 } });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      expect(complaints.filter((text) => !text.includes('404'))).toEqual([]);
      await context.close();
    }
  });

  test('the keyboard gets at every cell, opens it, and comes back to it', async () => {
    const page = await opened(`/run/${run}/items/validation`);
    const active = () =>
      page.evaluate<string>(`(() => {
        const cell = document.getElementById(document.activeElement.getAttribute('aria-activedescendant'));
        return [cell.getAttribute('role'), cell.getAttribute('aria-label') ?? cell.textContent].join(' ');
      })()`);
    await page.locator('[role=grid]').focus();
    expect(await active()).toContain('rowheader 0 ');
    await page.keyboard.press('ArrowRight');
    expect(await active()).toBe('gridcell 1 right');
    await page.keyboard.press('ArrowDown');
    expect(await active()).toBe('gridcell 0 wrong');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    expect(await active()).toContain('columnheader t00c0');
    await page.keyboard.press('Control+End');
    expect(await active()).toBe('gridcell 0 wrong');
    expect(await page.locator('.matrix-told').textContent()).toContain('plain/11 t04c0: wrong');
    await page.keyboard.press('Enter');
    await page.waitForURL(/item\/validation\/plain%2F11\?left=t00c0&right=t04c0/);
    await page.keyboard.press('u');
    await page.waitForURL(/items\/validation\?item=plain/);
    await page.locator('.matrix-told', { hasText: 'plain/11' }).waitFor();
  });

  test('a matrix at work is followed by what changed alone', async () => {
    const live = await recordRun(store, { candidates: 2, items: 300, ended: false });
    const page = await opened(`/run/${live}/items/validation`);
    await page.locator('.state', { hasText: 'live' }).waitFor();
    const answer = page.waitForResponse(/matrix\/validation\?since=/);
    const other = await openStore(store.path);
    await recordEvaluation(other, { run: live, id: `${live}/t02c0`, place: 3, ids: ['plain/0'], text: 'plain' });
    await (
      await openEvents(other, live)
    )('warning-raised', { text: 'it moves' });
    expect((await (await answer).body()).byteLength).toBeLessThan(1_000);
    await page.locator('[role=columnheader]', { hasText: 't02c0' }).waitFor();
    await other.close();
    expect(complaints).toEqual([]);
  });

  test('what is chosen stands in the address', async () => {
    const page = await opened(`/run/${run}/items/validation`);
    const rows = () => page.locator('[role=rowheader]').count();
    await expect.poll(rows).toBe(12);
    await page.locator('[name=show]').selectOption('flipped');
    await expect.poll(rows).toBe(7);
    await page.locator('[name=of]').selectOption('t01c0');
    await page.locator('[name=show]').selectOption('regressed');
    await expect.poll(rows).toBe(1);
    await page.locator('[name=sort]').selectOption('hard');
    await page.locator('[data-filter]').fill('plain/0');
    await page.reload();
    await expect.poll(rows).toBe(1);
    expect(new URL(page.url()).hash).toMatch(/show=regressed&of=t01c0&sort=hard&filter=plain/);
    await page.goBack();
    await expect.poll(() => page.locator('[name=sort]').inputValue()).toBe('id');
  });

  test('from a failing item to what happened on it, and the other way round', async () => {
    const page = await opened(`${compareOf(run)}&way=won`);
    await page.locator('tbody a[data-row]').first().click();
    await page.locator('.sides section').nth(1).waitFor();
    const labels = () => page.locator('.sides h2').allTextContents();
    expect(await labels()).toEqual(['t00c0', 't04c1']);
    await page.getByRole('button', { name: 'Swap' }).click();
    await expect.poll(labels).toEqual(['t04c1', 't00c0']);
    expect(await page.locator('.steps').first().textContent()).toContain('plain reply');
  });

  test('a search that waits is shown while it does, and goes on after the click', async () => {
    const page = await opened('/');
    // The winners of made-up runs wait, too.
    const link = page.getByRole('link', { name: /^Review \d/ });
    const before = Number((await link.innerText()).replace(/\D/g, ''));
    const executor = fakeModel(() => '1');
    const program =
      'Ask.\n```python\nimport os\n\ndef workflow(agent, task):\n' +
      '    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}\n```';
    const search = optimize({
      task: fakeTask(),
      executor,
      meta: fakeModel(() => program),
      turns: 1,
      candidates: 1,
      test: 0,
      start: 'none',
      review: 'always',
      store: store.path,
      config: {},
    });
    await page.getByRole('link', { name: `Review ${before + 1}` }).click();
    const pending = page.locator('.pending', { hasText: 'its search waits' });
    expect(await pending.locator('.finding').first().textContent()).toContain('danger');
    expect(executor.calls).toHaveLength(0);
    await pending.getByRole('button', { name: 'Approve' }).first().click();
    await page.getByRole('textbox', { name: 'Note' }).fill('read it');
    await page.locator('dialog[open]').getByRole('button', { name: 'Approve' }).click();
    await pending.waitFor({ state: 'detached' });
    expect((await search).best).toMatchObject({ needsReview: false });
    expect(executor.calls.length).toBeGreaterThan(0);
    await page.getByRole('link', { name: `Review ${before}` }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('foreign text is text, served and in a report', async () => {
    const hostile = await recordRun(store, { text: HOSTILE, candidates: 2, items: 3 });
    const report = join(folder, 'hostile.html');
    await writeFile(report, await renderPage(store, await findRun(store, hostile)));
    const routes = [
      `/run/${hostile}/items/validation`,
      itemOf(hostile, `${HOSTILE}/1`),
      compareOf(hostile, 't00c0', 't01c1'),
      '/review',
    ];
    const inReport = routes.slice(0, 3).map((route) => `${pathToFileURL(report).href}#${route}`);
    for (const route of [...routes, ...inReport]) {
      const page = await opened(route);
      await expect.poll(() => page.locator('main').textContent()).toContain('<img src=x onerror');
      const text = (await page.locator('main').textContent()) ?? '';
      expect(text).not.toContain('\u202e');
      expect(await page.evaluate('[globalThis.hacked, document.images.length]')).toEqual([undefined, 0]);
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  test('200 candidates by 20,000 items: no key, choice or scroll is waited for', async () => {
    const page = await opened('/review');
    await page.route('**/matrix/validation', (route) => route.fulfill({ json: { version: '1', whole: large() } }));
    await page.goto(`http://127.0.0.1:${server.port}/#/run/large/items/validation`);
    await page.locator('[role=gridcell]').first().waitFor();
    const cells = await page.locator('[role=gridcell]').count();
    expect(cells).toBeLessThan(3_000);
    const times = await matrixWaits(page);
    expect(percentiles(times, [0.95])[0]).toBeLessThan(200 * SLACK);
    expect(await page.locator('[role=gridcell]').count()).toBeLessThan(3_000);
  });
});

/** Machines under test are shared. */
const SLACK = 4;

function large(): Matrix {
  const itemIds = Array.from({ length: 20_000 }, (_, i) => `passage/validation/${i}`);
  const columns = Array.from({ length: 200 }, (_, c) => ({
    label: `t${String(c).padStart(2, '0')}c0`,
    parent: null,
    accuracy: 0.5,
    cells: itemIds.map((_id, i) => ((i * 31 + c * 17) % 7 < 3 ? 'y' : '0')).join(''),
  }));
  const heads = itemIds.map((id) => `${id} asks for the number of figs that are left on the way`);
  return {
    run: 'large',
    split: 'validation',
    splits: ['validation'],
    itemIds,
    heads,
    columns,
    pair: ['t00c0', 't99c0'],
  };
}
