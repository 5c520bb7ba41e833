import { W4sError } from '../../base/errors.ts';

/** The command that brings the native runtime; its version is the peer of package.json. */
export const BRING_RUNTIME = 'npm install node-llama-cpp@3.22.1';

/**
 * Whether the optional package that runs GGUF models can be found.
 * @throws {W4sError} `runtime-missing`, with the command that brings it and what to do without.
 */
export function assertRuntime(without: string): void {
  try {
    import.meta.resolve('node-llama-cpp');
  } catch (cause) {
    throw new W4sError(
      'runtime-missing',
      'The models that come with w4s need the native runtime `node-llama-cpp`, which is not installed',
      {
        cause,
        hint: `\`${BRING_RUNTIME}\` brings it. ${without}`,
      },
    );
  }
}
