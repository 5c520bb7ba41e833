export {
  type CalibrateOptions,
  type CalibrateResult,
  type CalibrateTry,
  calibrate,
  calibrateSettings,
} from './calibrate.ts';
