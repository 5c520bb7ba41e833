/** What the files of this folder use of Deno, of WebAssembly and of Pyodide. */
declare const Deno: {
  stdin: { readable: ReadableStream<Uint8Array> };
  stdout: { write(bytes: Uint8Array): Promise<number> };
  exit(code: number): never;
};

type Transferable = ArrayBuffer;

declare namespace WebAssembly {
  type Imports = Record<string, Record<string, unknown>>;
  interface Module {
    readonly brand?: 'module';
  }
  interface Instance {
    exports: Record<string, unknown>;
  }
  interface Memory {
    buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Imports): Promise<Instance>;
}

declare module 'pyodide/pyodide.asm.mjs' {
  const createModule: (settings: unknown) => Promise<unknown>;
  export default createModule;
}

declare module 'pyodide/pyodide.mjs' {
  export interface Python {
    runPython(code: string): PythonObject;
    globals: { set(name: string, value: unknown): void };
    toPy(value: unknown): unknown;
    setInterruptBuffer(buffer: Uint8Array): void;
    makeMemorySnapshot(): Uint8Array;
  }
  // biome-ignore lint: a proxy of any Python object
  export type PythonObject = Record<string, never> & ((...args: unknown[]) => unknown);
  export function loadPyodide(options: unknown): Promise<Python>;
}
