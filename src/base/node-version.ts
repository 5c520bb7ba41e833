/** The oldest Node that has all that w4s uses. The package names it under `engines`, see scripts/pack.ts. */
export const OLDEST_NODE = '22.18';

const REMEDY = '`npm install node@24` brings one for `npx w4s` in this folder, or install one for the whole machine.';

/**
 * One sentence that says what is missing and what to do; `undefined` where this Node is new enough. Imports
 * nothing, so that an old Node can ask.
 */
export function nodeTooOld(version: string = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `w4s needs Node ${OLDEST_NODE} or newer, and this is ${version}: ${REMEDY}`;
}
