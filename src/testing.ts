/** Fakes for tests of your own: real contracts, recorded calls, no network. */
export type { FakeModel, FakeModelOptions, FakeReply, FakeScript } from './model/index.ts';
export { fakeModel } from './model/index.ts';
export type { SimOptions, SimServer, SimStats } from './providers/sim/index.ts';
export { startSim } from './providers/sim/index.ts';
