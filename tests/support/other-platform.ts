import { fileURLToPath } from 'node:url';

/** The platform that tests pretend to run on: W4S_TEST_PLATFORM, `darwin` or `win32`. */
export const pretended = process.env['W4S_TEST_PLATFORM'] ?? 'darwin';

/** They start programs that have to fit the machine as it is. */
const AS_IT_IS = ['src/sandbox/wasm/packages.ts', 'src/providers/gguf/', 'tests/support/'];
const root = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/');

/** A module as it would be on the platform: what w4s and its tests ask is answered, its dependencies see the machine. */
export function onOtherPlatform(path: string, source: string): string {
  if (!path.startsWith(root) || path.includes('/node_modules/')) return source;
  const file = path.slice(root.length);
  if (file.startsWith('src/sandbox/native/'))
    return `throw new Error(${JSON.stringify(`${file} was imported where there is no Linux`)});`;
  if (AS_IT_IS.some((start) => file.startsWith(start))) return source;
  return source.replaceAll(/\bprocess\.platform\b/g, `(${JSON.stringify(pretended)} as NodeJS.Platform)`);
}
