import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { Llama, LlamaModel } from 'node-llama-cpp';
import { ModelError } from '../../model/contract.ts';
import { messageOf } from '../../base/errors.ts';
import { hasGpuBackend } from './gpu.ts';
import { BRING_RUNTIME } from './installed.ts';
import { nameOf } from './name.ts';
import type { GgufSettings } from './protocol.ts';

/** Longest wait for a failed load's reason. */
const LOG_MS = 400;

type Library = typeof import('node-llama-cpp');

export interface Runtime {
  library: Library;
  llama: Llama;
  model: LlamaModel;
  threads: number;
}

/**
 * Starts llama.cpp and loads the file, all of it onto a GPU if the runtime can use one. Builds and downloads nothing.
 * @throws {ModelError} `not-found` without the native runtime, `bad-request` for a file that it can't load.
 */
export async function loadRuntime({
  path,
  threads = availableParallelism(),
  gpu = 'auto',
}: GgufSettings): Promise<Runtime> {
  const complaints: string[] = [];
  const library = await importLibrary(path);
  const llama = await library
    .getLlama({
      gpu: gpu === 'auto' && hasGpuBackend() ? 'auto' : false,
      build: 'never',
      skipDownload: true,
      maxThreads: threads,
      logLevel: library.LlamaLogLevel.warn,
      logger: (_, text) => complaints.push(text.trim()),
    })
    .catch((cause: unknown) => {
      throw noRuntime(path, cause);
    });
  const model = await llama
    .loadModel({ modelPath: path, gpuLayers: llama.gpu === false ? 0 : 'max' })
    .catch(async (cause: unknown) => {
      throw await unloadable(path, complaints, cause);
    });
  return { library, llama, model, threads };
}

async function importLibrary(path: string): Promise<Library> {
  try {
    return await import('node-llama-cpp');
  } catch (cause) {
    throw noRuntime(path, cause);
  }
}

function noRuntime(path: string, cause: unknown): ModelError {
  const need = 'GGUF models need the native runtime of `node-llama-cpp`';
  const machine = `${process.platform}-${process.arch}`;
  const withPackages = `Run \`${BRING_RUNTIME}\` with optional packages allowed`;
  return new ModelError(`${need}, which is not available for ${machine}: ${firstLine(messageOf(cause))}`, {
    kind: 'not-found',
    model: nameOf(path),
    cause,
    hint: `${withPackages}, or serve the file elsewhere and use its HTTP address.`,
  });
}

async function unloadable(path: string, complaints: readonly string[], cause: unknown): Promise<ModelError> {
  const why = (await complaintIn(complaints)) ?? jsReason(cause);
  return new ModelError(`Expected \`${path}\` to be a GGUF model that llama.cpp can load, got: ${firstLine(why)}`, {
    kind: 'bad-request',
    model: nameOf(path),
    cause,
    hint: 'Check that the file is complete, and that llama.cpp supports its architecture.',
  });
}

/**
 * The log comes from another thread and may arrive after the failure it explains. Use only the loader's own messages:
 * the library also complains about its memory estimate, and may come first.
 */
async function complaintIn(complaints: readonly string[]): Promise<string | undefined> {
  for (let waitedMs = 0; waitedMs < LOG_MS; waitedMs += 20) {
    const found = complaints.find((text) => /error loading model/i.test(text));
    if (found !== undefined) return found;
    await setTimeout(20);
  }
  return undefined;
}

/** The library's header reader fails on a broken header with errors that mean nothing to a user. */
function jsReason(cause: unknown): string {
  return cause instanceof TypeError || cause instanceof RangeError ? "a header that can't be read" : messageOf(cause);
}

function firstLine(text: string): string {
  const [line = ''] = text.split('\n', 1);
  return line.replace(/^\S+: (?=error|failed)/, '').trim();
}
