import type { SandboxChoice } from '../sandbox/contract.ts';
import type { W4sConfig } from './schema.ts';

/** What isolates the programs: what was asked for, else the config's; `undefined` leaves it to the machine. */
export function sandboxOf({ defaults }: W4sConfig, asked?: SandboxChoice): SandboxChoice | undefined {
  return asked ?? defaults?.sandbox;
}

/** The folder with benchmark data: what was asked for, else the config's; `undefined` stands for the download cache. */
export function dataFolderOf({ defaults }: W4sConfig, asked?: string): string | undefined {
  return asked ?? defaults?.data;
}
