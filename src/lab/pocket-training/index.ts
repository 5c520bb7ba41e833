export { type ReplicateOptions, replicate } from './replicate.ts';
