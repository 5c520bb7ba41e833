/** `spawn` that on Windows also finds `npx` and other scripts. It comes without types. */
declare module 'cross-spawn' {
  const spawn: typeof import('node:child_process').spawn;
  export default spawn;
}
