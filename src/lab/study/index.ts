export {
  ARM_KINDS,
  type Arm,
  type Design,
  type NamedModel,
  type SharedSettings,
  type Study,
  type StudyOptions,
} from './contract.ts';
export { historyOf, winnerOf } from './history.ts';
export { makePlan } from './plan.ts';
export type { StudyResult } from './result.ts';
export { runStudy } from './run-study.ts';
export { voteWorkflow } from './vote.ts';
