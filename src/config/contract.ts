/** What needs the config's schemas; apart from the index, which needs none until there is a file. */
export { checkConfig } from './parse.ts';
export { givenConcurrency, itemConcurrency, reviewPolicy } from './schema.ts';
