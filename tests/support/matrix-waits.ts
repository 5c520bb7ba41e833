import type { Page } from 'playwright-core';

/** Milliseconds that a hand waits after each of what it does on the matrix of items and candidates. */
export async function matrixWaits(page: Page): Promise<number[]> {
  const times: number[] = [];
  for (const words of HANDS) times.push(await page.evaluate<number>(`(${ACT})(...${JSON.stringify(words)})`));
  return times;
}

/** What a hand does: the act, on what, and the value. */
const HANDS = [
  ...['flipped', 'regressed', 'failed', 'all'].map((value) => ['choose', '[name=show]', value]),
  ...['hard', 'easy', 'id'].map((value) => ['choose', '[name=sort]', value]),
  ...['1', '12', '123', ''].map((value) => ['type', '[data-filter]', value]),
  ...['t01c0', 't50c0'].map((value) => ['choose', '[name=of]', value]),
  ...['5000', '300000', '510000', '0'].map((value) => ['scroll', '[role=grid]', value]),
  ...['ArrowDown', 'PageDown', 'End', 'Home'].map((value) => ['press', '[role=grid]', value]),
];

/** Milliseconds from an input to the second frame after it. Runs in the page. */
const ACT = `(act, selector, value) => {
  const element = document.querySelector(selector);
  const begin = performance.now();
  if (act === 'scroll') element.scrollTop = Number(value);
  else if (act === 'press') element.dispatchEvent(new KeyboardEvent('keydown', { key: value, bubbles: true }));
  else {
    element.value = value;
    element.dispatchEvent(new Event(act === 'type' ? 'input' : 'change', { bubbles: true }));
  }
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - begin)));
  });
}`;
