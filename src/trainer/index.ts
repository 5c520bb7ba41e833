export type { PrepareOptions, TrainerEnvironment } from './environment.ts';
export { prepareTrainer } from './environment.ts';
export type { TrainerEvent } from './events.ts';
export type { TrainingProgress } from './follow.ts';
export { followTraining } from './follow.ts';
export type { TrainerOptions, TrainerProcess, TrainerResult } from './process.ts';
export { startTrainer } from './process.ts';
