/** Folders whose folders are rooms of their own. */
const WINGS = ['providers', 'lab'];
/** Loose files that everybody may import. */
const COMMON = 'base';
const PUBLIC = ['index.ts', 'contract.ts'];

/**
 * The room of a file: `src/model`, `src/providers/gguf`, `src/providers` for what lies loose in that. `undefined` for
 * what lies loose in `src` and for `src/base`.
 */
export function roomOf(path: string): string | undefined {
  const [source, first, second, third] = path.split('/');
  if (source !== 'src' || second === undefined || first === COMMON) return undefined;
  return WINGS.includes(first!) && third !== undefined ? `src/${first}/${second}` : `src/${first}`;
}

/** Whether an import goes past the index and the contract of another room. */
export function isPastIndex(from: string, to: string): boolean {
  const room = roomOf(to);
  return room !== undefined && room !== roomOf(from) && !PUBLIC.some((name) => to === `${room}/${name}`);
}
