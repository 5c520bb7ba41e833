export type { ItemFile } from './contract.ts';
export { AttachmentError } from './contract.ts';
export { listFiles, withFileNames } from './list.ts';
export { readImage, readText } from './read.ts';
