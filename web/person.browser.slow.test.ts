import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { HOSTILE, browserPath, openBrowser, openPage, violations } from '../tests/support/browser.ts';
import { fakeTask } from '../tests/support/fake-task.ts';
import { recordRun } from '../tests/support/page-run.ts';
import { userName } from '../src/base/user-name.ts';
import { optimize } from '../src/index.ts';
import { type PageServer, servePage } from '../src/page/index.ts';
import { type Store, findRun, openStore, submissionsOf } from '../src/store/index.ts';
import { fakeModel } from '../src/testing.ts';

if (browserPath === undefined) console.log('No browser (W4S_BROWSER, or chromium in PATH): nothing is edited.');

const ASKS =
  'def workflow(agent, task):\n    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}])[0]}';
const SUMS = `def workflow(agent, task): return {"answer": str(sum(int(word) for word in task[:-1].split() if word.isdigit()))}`;

describe.skipIf(browserPath === undefined)('a workflow by a person, in a browser', () => {
  let folder: string;
  let store: Store;
  let server: PageServer;
  let browser: Browser;
  let context: BrowserContext;
  let complaints: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'w4s-person-'));
    store = await openStore(join(folder, 'store.db'));
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

  async function opened(route: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const one = await openPage(browser, server.url, `http://127.0.0.1:${server.port}/#${route}`, options);
    ({ context, complaints } = one);
    return one.page;
  }

  test('with the keyboard alone, from a candidate of a search at work to the winner of that search', async () => {
    const { search, run } = await waitingSearch(store);
    const page = await opened(`/run/${run}/candidate/t01c0`);
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    const tabTo = async (text: string): Promise<void> => {
      for (let i = 0; (await focused()) !== text; i++) {
        expect(i).toBeLessThan(40);
        await page.keyboard.press('Tab');
      }
    };
    await tabTo('Edit');
    await page.keyboard.press('Enter');
    const field = page.getByLabel('Your version of t01c0');
    await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await field.inputValue()).toContain('call_llm');
    expect(await field.evaluate((one) => getComputedStyle(one).fontFamily)).toContain('monospace');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(SUMS);
    await tabTo('Evaluate');
    await page.keyboard.press('Enter');
    await page.getByText('The next turn evaluates it.').waitFor();
    expect(await focused()).toBe('Edit');
    await page.keyboard.press('u');

    // The search goes on now; the page follows it to the end.
    const mine = page.locator('#candidates tr', { hasText: 't02c1' });
    await mine.getByText(userName()).waitFor();
    await page.locator('h1 .status.done').waitFor();
    expect(await mine.getByText('winner').count()).toBe(1);
    await page.getByText(`edited from`).waitFor();
    expect(await page.locator('.lineage path.node').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await mine.locator('a').press('Enter');
    await page.getByText(`written by ${userName()} from`).waitFor();
    expect((await search).best).toMatchObject({ candidate: `${run}/t02c1`, validation: { accuracy: 1 } });

    // It has ended: the next who comes is told so, and what to do.
    await tabTo('Edit');
    await page.keyboard.press('Enter');
    await page.getByText('has ended').waitFor();
    expect(await page.locator('.notice').textContent()).toContain('w4s eval FILE --task addition');
    expect(await page.locator('textarea').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('an editor and its run: readable, narrow and wide, dark and light', async () => {
    const run = await recordRun(store, { ended: false, text: HOSTILE, submitted: true });
    const routes = [`/run/${run}`, `/run/${run}/candidate/t01c0?edit=on`];
    for (const [width, colorScheme] of [
      [360, 'dark'],
      [1280, 'light'],
      [3840, 'dark'],
    ] as const)
      for (const route of routes) {
        const page = await opened(route, { colorScheme, viewport: { width, height: 900 } });
        await page
          .getByText(route.includes('edit') ? 'Your version of' : 'waits for the next turn')
          .first()
          .waitFor();
        if (route.includes('edit')) await page.getByText('characters that a field does not show').waitFor();
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        expect(await page.evaluate(() => (globalThis as { hacked?: number }).hacked)).toBeUndefined();
        expect(complaints).toEqual([]);
        await context.close();
      }
    await opened('/');
  });

  test('what is refused is said beside the text, which stays', async () => {
    const run = await recordRun(store, { ended: false });
    const page = await opened(`/run/${run}/candidate/t01c0?edit=on`);
    await page.getByLabel('Your version of').fill('answer = 42');
    await page.getByRole('button', { name: 'Evaluate' }).click();
    await page.getByRole('alert').getByText('Expected `the text` to define').waitFor();
    expect(await page.getByLabel('Your version of').inputValue()).toBe('answer = 42');
    expect(complaints.filter((text) => !text.includes('400'))).toEqual([]);
  });
});

/** A search whose meta-agent writes its second workflow once a person has submitted one. */
async function waitingSearch(store: Store) {
  const started = Promise.withResolvers<string>();
  let written = 0;
  const submitted = async (): Promise<void> => {
    const { id } = await findRun(store, 'latest');
    while ((await submissionsOf(store, id)).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  };
  const search = optimize({
    task: fakeTask(),
    executor: fakeModel(() => '1'),
    meta: fakeModel(async () => {
      if (written++ > 0) await submitted();
      return `Ask.\n\`\`\`python\n${ASKS}  # ${written}\n\`\`\``;
    }),
    turns: 3,
    candidates: 1,
    test: 0,
    start: 'none',
    review: 'never',
    store: store.path,
    config: {},
    onEvent: ({ type, run }) => {
      if (type === 'turn-finished') started.resolve(run);
    },
  });
  return { search, run: await started.promise };
}
