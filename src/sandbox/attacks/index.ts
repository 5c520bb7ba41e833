import type { Isolation } from '../contract.ts';
import { type Attack } from './attack.ts';
import { environmentAttacks } from './environment.ts';
import { fileAttacks } from './files.ts';
import { frameAttacks } from './frames.ts';
import { brokenInterpreters, javascriptAttacks } from './javascript.ts';
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
  javascript: [...javascriptAttacks, ...brokenInterpreters],
};

/** The groups, with the attacks that exist where runs are isolated like this. */
export function attacksIn(isolation: Isolation): [group: string, attacks: Attack[]][] {
  const applies = ({ appliesTo }: Attack): boolean => appliesTo === undefined || appliesTo.isolation === isolation;
  return Object.entries(attackGroups)
    .map(([group, attacks]): [string, Attack[]] => [group, attacks.filter(applies)])
    .filter(([, attacks]) => attacks.length > 0);
}
