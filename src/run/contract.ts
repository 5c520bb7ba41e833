/** What readers of runs need; the index also loads all that makes them. */
export { billOf } from './bill.ts';
export { configOfRun, resultOfRun } from './config.ts';
export { type Headline, headlineOf } from './headline.ts';
