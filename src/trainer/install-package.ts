import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Installer, install } from '../python/index.ts';
import { copySource } from './source.ts';

const NAME = 'w4s-trainer';

/** Installs the trainer itself, replacing other code of it. */
export async function installPackage(installer: Installer, source: string, extras: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'w4s-'));
  const copy = join(folder, NAME);
  try {
    await copySource(source, copy);
    const again = installer.tools.uv ? ['--reinstall-package', NAME] : [];
    await install(installer, [...again, extras.length === 0 ? copy : `${copy}[${extras.join(',')}]`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
