import { type Attack } from './attack.ts';
import { environmentAttacks } from './environment.ts';
import { fileAttacks } from './files.ts';
import { frameAttacks } from './frames.ts';
import { kernelAttacks } from './kernel.ts';
import { networkAttacks } from './network.ts';
import { processAttacks } from './processes.ts';
import { resourceAttacks } from './resources.ts';

/** Every attack, by its target. */
export const attackGroups: Record<string, readonly Attack[]> = {
  files: fileAttacks,
  environment: environmentAttacks,
  network: networkAttacks,
  processes: processAttacks,
  kernel: kernelAttacks,
  resources: resourceAttacks,
  frames: frameAttacks,
};
