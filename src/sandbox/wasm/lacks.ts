import { W4sError } from '../../base/errors.ts';

/** Exactly these: the backend relies on how they work inside. */
export const DENO_VERSION = '2.9.6';
export const PYODIDE_VERSION = '314.0.7';
export const INSTALL = `npm install deno@${DENO_VERSION} pyodide@${PYODIDE_VERSION}`;

export type WasmLack = 'no-packages' | 'other-version' | 'no-binary' | 'no-start';

const TEXTS: Record<WasmLack, [message: string, hint: string]> = {
  'no-packages': ['The wasm sandbox needs the npm packages `deno` and `pyodide`', `Run \`${INSTALL}\`.`],
  'other-version': [
    `The wasm sandbox needs deno ${DENO_VERSION} and pyodide ${PYODIDE_VERSION} exactly`,
    `Run \`${INSTALL}\`.`,
  ],
  'no-binary': [
    'The package `deno` has no program for this machine',
    `Install without \`--omit=optional\`: \`${INSTALL}\`. There are programs for Linux with glibc, macOS and ` +
      'Windows, on x64 and arm64.',
  ],
  'no-start': ['The process of the wasm sandbox did not start', 'Run `w4s doctor` to see what the machine lacks.'],
};

/** The error for a lack; `detail` is what was found instead. */
export function wasmLackError(lack: WasmLack, detail: string, cause?: unknown): W4sError {
  const [message, hint] = TEXTS[lack];
  return new W4sError('sandbox-unavailable', `${message} (found: ${detail})`, { hint, cause, facts: { lack, detail } });
}
