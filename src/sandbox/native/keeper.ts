import { launch, type LaunchOptions } from './launch.ts';
import { Zygote } from './zygote.ts';

/** Keeps one zygote alive: starts it when it is first needed, and anew after it has died. */
export class ZygoteKeeper {
  readonly #options: LaunchOptions;
  #zygote: Promise<Zygote> | undefined;
  #closed = false;

  constructor(options: LaunchOptions) {
    this.#options = options;
  }

  /** The live zygote. Throws a W4sError `sandbox-unavailable` where none starts. */
  async live(): Promise<Zygote> {
    if (this.#closed) throw new Error('it has been closed');
    const current = this.#zygote;
    const zygote = await current?.catch(() => undefined);
    if (zygote?.alive === true) return zygote;
    // Of many runs that find it dead, the first one starts the next.
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
