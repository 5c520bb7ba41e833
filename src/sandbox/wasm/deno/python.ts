/** Starts Pyodide from a compiled module, either from its library or from an image of its memory. */
import createModule from 'pyodide/pyodide.asm.mjs';
import { loadPyodide, type Python } from 'pyodide/pyodide.mjs';
import { deny } from './denied.ts';

/** The interpreter's memory. */
export interface Heap {
  /** That it may grow to. */
  mostBytes: number;
  bytes: number;
  /** Whether it was to grow further. */
  hasRefused: boolean;
}

export interface PythonOptions {
  module: WebAssembly.Module;
  /** An image that `makeMemorySnapshot` made; without it, the standard library as a zip. */
  image?: Uint8Array;
  library?: Uint8Array;
  heap?: Heap;
}

type Done = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;
interface Settings {
  preRun: unknown[];
  instantiateWasm: (imports: WebAssembly.Imports, done: Done) => object;
}
interface FileSystem {
  FS: { mkdirTree(path: string): void; writeFile(path: string, data: Uint8Array): void };
}

const LIBRARY = '/lib/python314.zip';
const PAGE = 65_536;
/** A module of two functions by which Pyodide tells JavaScript's errors; the loader compiles its own copy. */
const ERRORS =
  'AGFzbQEAAAABDANfAGAAAW9gAW8BfwMDAgECBygCE0pzdl9HZXRFcnJvcl9pbXBvcnQAAA5Kc3ZFcnJvcl9DaGVjaw' +
  'ABChMCBwD7AQD7GwsJACAA+xr7FAAL';

export async function startPython({ module, image, library, heap }: PythonOptions): Promise<Python> {
  const errors = await WebAssembly.instantiate(await WebAssembly.compile(fromBase64(ERRORS)), {});
  const start = async (imports: WebAssembly.Imports, done: Done): Promise<void> => {
    const instance = await WebAssembly.instantiate(module, imports);
    limit(instance.exports['memory'] as WebAssembly.Memory, heap);
    done(instance, module);
  };
  const prepare = (settings: Settings): void => {
    // The first step fetches the library, which an image does not need.
    settings.preRun[0] = ({ FS }: FileSystem) => {
      FS.mkdirTree('/lib/python3.14/site-packages');
      if (library !== undefined) FS.writeFile(LIBRARY, library);
    };
    settings.instantiateWasm = (imports, done) => {
      Object.assign(imports['env']!, errors.exports);
      if (image !== undefined) deny(imports);
      void start(imports, done);
      return {};
    };
  };
  return loadPyodide({
    indexURL: 'file:///pyodide/',
    createPyodideModule: (settings: Settings) => (prepare(settings), createModule(settings)),
    lockFileContents: { info: LOCK, packages: {} },
    jsglobals: {},
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
    ...(image === undefined ? { _makeSnapshot: true } : { _loadSnapshot: image }),
  });
}

const LOCK = { abi_version: '2026_0', arch: 'wasm32', platform: 'emscripten_5_0_3', python: '3.14.2' };

/** Lets the memory grow to this and no further: Python sees that as a failed allocation. */
function limit(memory: WebAssembly.Memory, heap?: Heap): void {
  if (heap === undefined) return;
  const grow = memory.grow.bind(memory);
  heap.bytes = memory.buffer.byteLength;
  Object.defineProperty(memory, 'grow', {
    value: (pages: number): number => {
      heap.hasRefused = memory.buffer.byteLength + pages * PAGE > heap.mostBytes;
      if (heap.hasRefused) throw new RangeError('The memory may not grow further.');
      const before = grow(pages);
      heap.bytes = memory.buffer.byteLength;
      return before;
    },
  });
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
