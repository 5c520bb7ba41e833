import type { Sandbox } from './contract.ts';
import { openNative, type OpenSandboxOptions } from './native/open.ts';

export { plainInteger, plainNumber } from './values.ts';
export { programSources } from './native/program-sources.ts';
export { probeSandbox, type SandboxProbe } from './native/probe.ts';
export type { OpenSandboxOptions } from './native/open.ts';

/** Opens isolated Python. Throws a W4sError `sandbox-unavailable` that names what the machine lacks. */
export async function openSandbox(options: OpenSandboxOptions = {}): Promise<Sandbox> {
  return openNative(options);
}
