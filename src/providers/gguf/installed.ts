import { W4sError } from '../../base/errors.ts';

/** The command that installs the native runtime; its version is the peer version in package.json. */
export const BRING_RUNTIME = 'npm install node-llama-cpp@3.22.1';

/**
 * Whether the optional package that runs GGUF models can be found.
 * @throws {W4sError} `runtime-missing`, with the command that installs it and an alternative.
 */
export function assertRuntime(without: string): void {
  try {
    import.meta.resolve('node-llama-cpp');
  } catch (cause) {
    throw new W4sError(
      'runtime-missing',
      'The models that ship with w4s need the native runtime `node-llama-cpp`, which is not installed',
      {
        cause,
        hint: `Install it with \`${BRING_RUNTIME}\`. ${without}`,
      },
    );
  }
}
