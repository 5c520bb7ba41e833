import { usageError, W4sError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { type Sandbox, type SandboxChoice, type SandboxOptions, SANDBOXES } from './contract.ts';
import type { NativeOptions } from './native/open.ts';
import type { SandboxProbe } from './native/probe.ts';

export { plainInteger, plainNumber } from './values.ts';
export { programSources } from './program-sources.ts';

export interface OpenSandboxOptions extends SandboxOptions {
  /** @default the variable W4S_SANDBOX, else 'auto' */
  backend?: SandboxChoice;
  /** Of the backend for Linux, which is then the only one that will do. */
  native?: NativeOptions;
}

/**
 * Opens isolated Python. Throws a W4sError `sandbox-unavailable` that names what the machine lacks, and a usage error
 * for options that a backend can't have.
 */
export async function openSandbox({ backend, native, ...common }: OpenSandboxOptions = {}): Promise<Sandbox> {
  const chosen = native === undefined ? (backend ?? sandboxChoice()) : 'native';
  assertChoice(chosen);
  if (chosen === 'native') return openNative({ ...native, ...common });
  return chosen === 'wasm' ? openWasm(common) : openAny(common);
}

/** What the machine has for the native backend. Never throws for what it lacks. */
export async function probeSandbox(options?: NativeOptions): Promise<SandboxProbe> {
  return (await import('./native/probe.ts')).probeNative(options);
}

/** What is missing for the wasm backend, or null. */
export async function probeWasm(): Promise<W4sError | null> {
  return (await import('./wasm/probe.ts')).wasmLack();
}

/** What is chosen by W4S_SANDBOX. */
export function sandboxChoice(env: NodeJS.ProcessEnv = process.env): SandboxChoice {
  const choice = env['W4S_SANDBOX'] || 'auto';
  assertChoice(choice);
  return choice;
}

async function openNative(options: NativeOptions & SandboxOptions): Promise<Sandbox> {
  return (await import('./native/open.ts')).openNative(options);
}

async function openWasm(options: SandboxOptions): Promise<Sandbox> {
  return (await import('./wasm/open.ts')).openWasm(options);
}

async function openAny(options: SandboxOptions): Promise<Sandbox> {
  if (process.platform !== 'linux') return openWasm(options);
  try {
    return await openNative(options);
  } catch (native) {
    if (!(native instanceof W4sError) || native.code !== 'sandbox-unavailable') throw native;
    return openWasm(options).catch((wasm: unknown) => {
      if (!(wasm instanceof W4sError) || wasm.code !== 'sandbox-unavailable') throw wasm;
      throw bothLack(native, wasm);
    });
  }
}

/** The native one is what people on Linux mostly want. */
function bothLack(native: W4sError, wasm: W4sError): W4sError {
  const { cause, facts } = native;
  return new W4sError('sandbox-unavailable', `${native.message}; and ${uncapitalised(wasm.message)}`, {
    hint: `${native.hint} Or else: ${wasm.hint}`,
    cause,
    facts,
  });
}

function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function assertChoice(choice: string): asserts choice is SandboxChoice {
  if (SANDBOXES.some((known) => known === choice)) return;
  const got = `\`${choice}\`${didYouMean(choice, SANDBOXES)}`;
  throw usageError('invalid-option', `Expected \`sandbox\` to be one of ${SANDBOXES.join(', ')}, got ${got}`);
}
