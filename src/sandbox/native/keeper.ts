import { launch, type LaunchOptions } from './launch.ts';
import { Zygote } from './zygote.ts';

/** Keeps one zygote alive: starts it when first needed, and again after it has died. */
export class ZygoteKeeper {
  readonly #options: LaunchOptions;
  #zygote: Promise<Zygote> | undefined;
  #closed = false;

  constructor(options: LaunchOptions) {
    this.#options = options;
  }

  /** The live zygote. Throws a W4sError `sandbox-unavailable` if none starts. */
  async live(): Promise<Zygote> {
    if (this.#closed) throw new Error('it has been closed');
    const current = this.#zygote;
    const zygote = await current?.catch(() => undefined);
    if (zygote?.alive === true) return zygote;
    // Of many runs that find it dead, the first one starts a new one.
    const next = this.#zygote === current ? undefined : this.#zygote;
    this.#zygote = next ?? launch(this.#options).then((launched) => new Zygote(launched));
    return this.#zygote;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const zygote = await this.#zygote?.catch(() => undefined);
    await zygote?.close();
  }
}
