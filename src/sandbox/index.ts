import { usageError, W4sError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { type Sandbox, type SandboxChoice, type SandboxOptions, SANDBOXES } from './contract.ts';
import { type NativeOptions, openNative } from './native/open.ts';
import { openWasm } from './wasm/open.ts';

export { plainInteger, plainNumber } from './values.ts';
export { programSources } from './program-sources.ts';
export { probeSandbox, type SandboxProbe } from './native/probe.ts';
export { probeWasm } from './wasm/probe.ts';

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

/** What is chosen by W4S_SANDBOX. */
export function sandboxChoice(env: NodeJS.ProcessEnv = process.env): SandboxChoice {
  const choice = env['W4S_SANDBOX'] || 'auto';
  assertChoice(choice);
  return choice;
}

async function openAny(options: SandboxOptions): Promise<Sandbox> {
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

/** On Linux the native one is what people mostly want, elsewhere there is only the other. */
function bothLack(native: W4sError, wasm: W4sError): W4sError {
  const [main, other] = process.platform === 'linux' ? [native, wasm] : [wasm, native];
  const message = process.platform === 'linux' ? `${main.message}; and ${uncapitalised(other.message)}` : main.message;
  const hint = process.platform === 'linux' ? `${main.hint} Or else: ${other.hint}` : main.hint;
  return new W4sError('sandbox-unavailable', message, { hint, cause: main, facts: main.facts });
}

function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function assertChoice(choice: string): asserts choice is SandboxChoice {
  if (SANDBOXES.some((known) => known === choice)) return;
  const got = `\`${choice}\`${didYouMean(choice, SANDBOXES)}`;
  throw usageError('invalid-option', `Expected \`sandbox\` to be one of ${SANDBOXES.join(', ')}, got ${got}`);
}
