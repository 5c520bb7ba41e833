import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../../examples/studies/', import.meta.url);

/** Studies that come with this installation. */
export const PRESETS = ['pocket', 'paper', 'reasoning-gym'] as const;
export type Preset = (typeof PRESETS)[number];

/** Path of its study file. */
export function presetFile(preset: Preset): string {
  return fileURLToPath(new URL(`${preset}.yaml`, FOLDER));
}
