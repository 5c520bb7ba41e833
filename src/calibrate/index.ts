export { type CalibrateOptions, type CalibrateResult, calibrate, calibrateSettings } from './calibrate.ts';
export type { CalibrateTry } from './tries.ts';
