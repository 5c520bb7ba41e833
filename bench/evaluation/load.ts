/** What every client does: so many items, each of so many calls one after the other, on so many places. */
export const ITEMS = 500;
export const CALLS = 3;
export const LATENCY_MS = 200;
export const PLACES = 64;
/** Items of the evaluation that goes before: a provider is warm, and a search evaluates many candidates. */
export const WARM_ITEMS = PLACES;
