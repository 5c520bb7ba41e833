import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { servePage } from '../src/page/index.ts';
import { openStore } from '../src/store/index.ts';
import { browserPath, openWindow } from '../tests/support/browser.ts';
import { recordRun } from '../tests/support/page-run.ts';

if (browserPath === undefined) console.log('No browser (W4S_BROWSER, or chromium in PATH): no tabs are opened.');

test.skipIf(browserPath === undefined)(
  'more tabs than a browser has connections for a host are all live, and up to date when they are looked at',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'w4s-tabs-'));
    const store = await openStore(join(folder, 'store.db'));
    const run = await recordRun(store, { candidates: 1 });
    const server = await servePage({ store, port: 0, hands: { start: async () => '' } });
    const { tabs, close } = await openWindow();
    const pages = [];
    for (let i = 0; i < 8; i++) {
      const page = await tabs.newPage();
      page.setDefaultTimeout(10_000);
      await page.goto(i === 0 ? server.url : `http://127.0.0.1:${server.port}/`);
      await page.locator('.state', { hasText: 'live' }).waitFor();
      await page.locator('tbody').getByText(run, { exact: true }).waitFor();
      pages.push(page);
    }
    const [first] = pages;
    const meanwhile = await recordRun(store, { candidates: 1 });
    await pages.at(-1)!.locator('tbody').getByText(meanwhile, { exact: true }).waitFor();
    const row = first!.locator('tbody').getByText(meanwhile, { exact: true });
    expect(await row.count()).toBe(0); // it rests
    await first!.bringToFront();
    await row.waitFor();
    await close();
    await server.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  },
);
