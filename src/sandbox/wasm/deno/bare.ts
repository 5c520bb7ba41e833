/*
 * Imported before anything else of an interpreter: takes away what reaches out of it. The process has no permission
 * anyway; this also keeps what has no permission to ask for. `post` is the only way out that is left, and only our own
 * code holds it.
 */
const scope = globalThis as unknown as Record<string, unknown> & {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
};

export const post = scope.postMessage.bind(scope);
export const setTimer = setTimeout;
export const clearTimer = clearTimeout;

let listener: (message: unknown) => void = () => {};
scope.addEventListener('message', ({ data }) => listener(data));

export function listen(receive: (message: never) => void): void {
  listener = receive as (message: unknown) => void;
}

/** What Pyodide and JavaScript itself need. */
const KEPT = new Set(
  (
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date ' +
    'Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError ' +
    'URIError globalThis JSON Math Intl ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array ' +
    'Uint32Array Int32Array Float32Array Float64Array Float16Array Uint8ClampedArray BigUint64Array ' +
    'BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef FinalizationRegistry Proxy ' +
    'Reflect SharedArrayBuffer decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape ' +
    'isFinite isNaN console WebAssembly SuppressedError DisposableStack AsyncDisposableStack setTimeout ' +
    'clearTimeout setInterval clearInterval queueMicrotask TextDecoder TextEncoder performance crypto ' +
    'AbortController AbortSignal DOMException Event EventTarget URL WorkerGlobalScope self location ' +
    'MessageChannel MessagePort structuredClone atob btoa Temporal'
  ).split(' '),
);

// Deno itself needs the methods of EventTarget.
for (let level: object = globalThis; level !== EventTarget.prototype; level = Object.getPrototypeOf(level) as object)
  for (const name of Object.getOwnPropertyNames(level)) if (!KEPT.has(name)) take(level, name);

// Pyodide tells there what broke it; nobody reads it.
const silent = new Proxy({}, { get: () => () => {} });
scope['console'] = silent;

// Pyodide's loader fetches the files that are handed to it instead.
scope['fetch'] = () => new Promise(() => {});

/** Takes away what only the loading needed. */
export function bareAgain(): void {
  for (const name of ['fetch', 'location', 'MessageChannel', 'MessagePort', 'structuredClone', 'self'])
    take(globalThis, name);
}

function take(level: object, name: string): void {
  if (name === 'constructor') return;
  if (!Reflect.deleteProperty(level, name))
    Object.defineProperty(level, name, { value: undefined, configurable: false, writable: false });
}
