export { isSimulated, simProvider } from './provider.ts';
export { startSim } from './server.ts';
export { SIM_NOTICE } from './notice.ts';
export type { RefusableField, SimFault, SimModel, SimOptions, SimServer, SimStats } from './contract.ts';
