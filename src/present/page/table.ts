import type { Html } from '../html.ts';
import { html } from '../html.ts';

/** A table that scrolls sideways by itself on a narrow screen, also with the keyboard. */
export function scrolling(label: string, table: Html): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}

/** The head of a table; titles that start with `#` stand over numbers. */
export function tableHead(...titles: readonly string[]): Html {
  return html`<thead><tr>${titles.map((title) =>
    title.startsWith('#')
      ? html`<th scope="col" class="number">${title.slice(1)}</th>`
      : html`<th scope="col">${title}</th>`,
  )}</tr></thead>`;
}

/** A row: its heading, then its cells; text that stands for a number is wrapped in {@link numeric}. */
export function tableRow(name: Html | string, ...cells: readonly (Html | string | null)[]): Html {
  const inCells = cells.map((cell) => (cell !== null && isCell(cell) ? cell : html`<td>${cell}</td>`));
  return html`<tr><th scope="row">${name}</th>${inCells}</tr>
`;
}

/** A cell that stands to the right. */
export function numeric(text: string | number): Html {
  return html`<td class="number">${text}</td>`;
}

/** A cell that may wrap. */
export function wordy(content: Html | string | null): Html {
  return html`<td class="text">${content}</td>`;
}

function isCell(cell: Html | string): boolean {
  return typeof cell !== 'string' && cell.text.startsWith('<td');
}
