export { ablate } from './ablate.ts';
export type { Arm, ArmKind, Baseline, GivenArm } from './arms.ts';
export { ARM_KINDS, BASELINES, readArm, readBaseline } from './arms.ts';
export type { AblationOptions, Design } from './options.ts';
export { ablationPage } from './page/page.ts';
export type { AblationResult, ArmResult, Cell, ExecutorCalls, TestScore } from './result.ts';
export { ablationText } from './text.ts';
