export { ablate } from './ablate.ts';
export { BASELINES, readArm, readWorkflow } from './arms.ts';
export type { AblationOptions } from './options.ts';
export { designSettings } from './options.ts';
export { POCKET_DESIGN } from './pocket.ts';
export { ablationText } from './text.ts';
