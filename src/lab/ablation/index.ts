export { ablate } from './ablate.ts';
export { readArm, readBaseline, readWorkflow } from './arms.ts';
export type { GivenArm, GivenWorkflow } from './arms.ts';
export { historyOf, winnerOf } from './history.ts';
export type { AblationOptions } from './options.ts';
export type { AblationResult } from './result.ts';
export { POCKET_DESIGN } from './pocket.ts';
export { ablationText } from './text.ts';
export { voteWorkflow } from './vote.ts';
