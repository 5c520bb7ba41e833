/*
 * System calls of the C library that Python is built on. WebAssembly has none; Pyodide answers them in JavaScript, from
 * an empty file system of its own. A run needs none of these answers.
 */
type Imports = Record<string, Record<string, unknown>>;

/** errno of WebAssembly's C library. */
const EACCES = 2;
const EBADF = 8;
const ALLOWED = /^__syscall_(getpid|getrusage|madvise|munmap|_newselect|poll)$/;
/** Loading code, running JavaScript, and the parts of other devices. */
const FORBIDDEN = /^(_?dlopen|_dlopen_js|_dlsym|emscripten_run_script|_emscripten_run_script|emscripten_asm_const)/;
/** A made-up network address for every name. */
const NAME_CALLS = ['getaddrinfo', 'getnameinfo', '_emscripten_lookup_name'];
const EAI_FAIL = -4;
const FILE_CALLS = ['fd_read', 'fd_write', 'fd_pread', 'fd_pwrite', 'fd_seek', 'fd_sync', 'fd_close', 'fd_fdstat_get'];

/** Refuses in these imports whatever is not needed. */
export function deny(imports: Imports): void {
  const { env = {}, wasi_snapshot_preview1: wasi = {} } = imports;
  for (const name of Object.keys(env)) {
    if (name.startsWith('__syscall_') && !ALLOWED.test(name)) env[name] = () => -EACCES;
    if (FORBIDDEN.test(name)) env[name] = () => 0;
  }
  for (const name of NAME_CALLS) if (name in env) env[name] = () => EAI_FAIL;
  for (const name of FILE_CALLS) {
    if (name in wasi) wasi[name] = () => EBADF;
    if (name in env) env[name] = () => EBADF;
  }
}
