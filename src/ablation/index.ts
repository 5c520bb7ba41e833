export { ablate } from './ablate.ts';
export { readArm, readBaseline } from './arms.ts';
export type { AblationOptions } from './options.ts';
export type { AblationResult } from './result.ts';
export { ablationText } from './text.ts';
