export { ARM_KINDS, type Arm, type Design, type SharedSettings, type Study, type StudyOptions } from './contract.ts';
export { historyOf, isUnscored, winnerOf } from './history.ts';
export { makePlan } from './plan.ts';
export { PRESETS, type Preset, presetFile } from './presets.ts';
export { readStudy } from './read-file.ts';
export type { StudyResult } from './result.ts';
export { runStudy } from './run-study.ts';
export { planText, studyText } from './text.ts';
export { voteWorkflow } from './vote.ts';
