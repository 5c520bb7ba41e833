import { usageError } from '../base/errors.ts';
import { type Store, type Version, newestVersion, versionOf } from '../store/index.ts';

/** A published name, with the number of a version or without: then the newest is meant. */
export interface VersionReference {
  name: string;
  version?: number;
}

/** Reads `emails` and `emails@3`; `undefined` for what can't be either. */
export function parseVersion(reference: string): VersionReference | undefined {
  const [, name, version] = /^([A-Za-z0-9][\w.-]{0,63})(?:@([1-9]\d{0,8}))?$/.exec(reference) ?? [];
  if (name === undefined) return undefined;
  return { name, version: version === undefined ? undefined : Number(version) };
}

export function versionLabel({ name, version }: Pick<Version, 'name' | 'version'>): string {
  return `${name}@${version}`;
}

/** @throws usage error for a number that a published name does not have; `undefined` where there is no such name. */
export async function findVersion(store: Store, reference: string): Promise<Version | undefined> {
  const parsed = parseVersion(reference);
  if (parsed === undefined) return undefined;
  const { name, version } = parsed;
  const newest = await newestVersion(store, name);
  if (newest === undefined || version === undefined || version === newest.version) return newest;
  const found = await versionOf(store, name, version);
  if (found !== undefined) return found;
  throw usageError('unknown-version', `There is no version \`${reference}\``, {
    hint: `The newest is \`${versionLabel(newest)}\`; \`w4s versions ${name}\` lists all.`,
  });
}
