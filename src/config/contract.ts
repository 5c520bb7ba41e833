/** Settings of the config that options share; apart from the index, which needs no schemas until there is a file. */
export { itemConcurrency, reviewPolicy } from './schema.ts';
