import type { AddressSource, ProgramSource } from '../contract.ts';

/** Words before the name of a package or a script, which have no value of their own. */
const LEADING: ReadonlySet<string> = new Set(['-y', '--yes', '-q', '--quiet', '-m']);

/** As messages name a server: without arguments and headers, which could hold what is nobody's business. */
export function serverName(source: ProgramSource | AddressSource): string {
  if ('url' in source) return new URL(source.url).host;
  // `npx -y @scope/server DIR`: the package says more than `npx`. After another flag it may be that flag's value.
  const first = source.args?.find((arg) => !LEADING.has(arg)) ?? '';
  return first === '' || first.startsWith('-') ? source.command : `${source.command} ${first}`;
}
