export { COLLECTING } from './recipe.ts';
export { type ReplicateOptions, replicate } from './replicate.ts';
