import type { SplitScore } from '../contract.ts';
import { count, interval, NONE, percent } from '../format.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';

/** A table that scrolls sideways by itself on a narrow screen, also with the keyboard. */
export function scrolling(label: string, table: Html): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}

/** `72.7 % [68.6, 76.4] n 500`. */
export function splitScore(score: SplitScore | null): Html {
  if (score === null) return html`<span class="quiet">${NONE}</span>`;
  const missing = score.missing > 0 ? `, ${count(score.missing)} missing` : '';
  return html`${percent(score.accuracy)} <span class="range">${interval(score.interval)} n ${count(score.n)}${missing}</span>`;
}
