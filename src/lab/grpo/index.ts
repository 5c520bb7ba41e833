export type { GrpoFacts, GrpoOptions, GrpoResult } from './contract.ts';
export { grpoSettings } from './settings.ts';
export { trainSolver } from './train-solver.ts';
