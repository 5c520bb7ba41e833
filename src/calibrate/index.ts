export { type CalibrateOptions, type CalibrateResult, type CalibrateTry, calibrate } from './calibrate.ts';
