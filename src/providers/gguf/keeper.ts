import { ModelError } from '../../model/contract.ts';
import { nameOf } from './name.ts';
import { type GgufProcess, startGgufProcess } from './process.ts';
import type { GgufSettings } from './protocol.ts';

/** Starts per call, if the process is killed before it can answer. */
const STARTS = 2;

/** Keeps one process alive for all callers: starts it on the first call, and a successor after it has ended. */
export class GgufKeeper {
  readonly #settings: GgufSettings;
  #process: Promise<GgufProcess> | undefined;
  #closed = false;

  constructor(settings: GgufSettings) {
    this.#settings = settings;
  }

  /** @throws {ModelError} A file that could not be loaded stays refused; after an external kill, try again. */
  async live(): Promise<GgufProcess> {
    for (let failures = 0; ;) {
      if (this.#closed) throw closed(nameOf(this.#settings.path));
      const current = (this.#process ??= startGgufProcess(this.#settings));
      const started = await current.catch(retryable);
      if (!(started instanceof ModelError) && started.alive) return started;
      // Of many callers that find it gone, the first one clears the way for the successor.
      if (this.#process === current) this.#process = undefined;
      if (started instanceof ModelError && ++failures === STARTS) throw started;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const process = await this.#process?.catch(() => undefined);
    await process?.close();
  }
}

function closed(model: string): ModelError {
  return new ModelError(`${model} has been closed`, { kind: 'bad-request', model });
}

function retryable(error: unknown): ModelError {
  if (error instanceof ModelError && error.isRetryable) return error;
  throw error;
}
