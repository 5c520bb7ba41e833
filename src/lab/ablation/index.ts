export { ablate } from './ablate.ts';
export { BASELINES, readArm, readWorkflow } from './arms.ts';
export { historyOf, winnerOf } from './history.ts';
export type { AblationOptions } from './options.ts';
export { designSettings } from './options.ts';
export type { AblationResult } from './result.ts';
export { POCKET_DESIGN } from './pocket.ts';
export { ablationText } from './text.ts';
export { voteWorkflow } from './vote.ts';
