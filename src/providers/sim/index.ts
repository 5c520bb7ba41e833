export { isSimulated, simProvider } from './provider.ts';
export { startSim } from './server.ts';
export { SIM_NOTICE } from './notice.ts';
export { REFUSABLE_FIELDS, SIM_FAULTS } from './contract.ts';
export { simSettings } from './options.ts';
export type { SimFault, SimModel, SimOptions, SimServer, SimStats } from './contract.ts';
