/** What every client does: so many items, each of so many calls one after the other, on so many places. */
export const ITEMS = 500;
export const CALLS = 3;
export const LATENCY_MS = 200;
export const PLACES = 64;
