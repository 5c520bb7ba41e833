/** Folders whose folders are rooms of their own. */
const WINGS = ['providers', 'lab'];
/** Loose files that everybody may import. */
const COMMON = 'base';
const PUBLIC = ['index.ts', 'contract.ts'];

/** The room of a file: `src/model`, `src/providers/gguf`; `undefined` for what lies in `src` itself and in `src/base`. */
export function roomOf(path: string): string | undefined {
  const [source, first, second, third] = path.split('/');
  if (source !== 'src' || second === undefined || first === COMMON) return undefined;
  if (!WINGS.includes(first!)) return `src/${first}`;
  return third === undefined ? undefined : `src/${first}/${second}`;
}

/** Whether an import goes past the index and the contract of another room. */
export function isPastIndex(from: string, to: string): boolean {
  const room = roomOf(to);
  return room !== undefined && room !== roomOf(from) && !PUBLIC.some((name) => to === `${room}/${name}`);
}
