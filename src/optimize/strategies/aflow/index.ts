export { aflow } from './aflow.ts';
