import type { AuditEvent, SandboxLimits } from './contract.ts';
import { FrameError } from './frames.ts';

const MAX_AUDIT = 50;
/** Room for frames besides their text. */
const FRAME_OVERHEAD = 1 << 16;

/**
 * What a run sends besides its calls and its result. Keeps what is allowed; throws {@link FrameError} where no honest
 * process would continue.
 */
export class Transcript {
  readonly audit: AuditEvent[] = [];
  saidHello = false;
  readonly #parts: string[] = [];
  readonly #limits: SandboxLimits;
  #bytes = 0;
  #frames = 0;

  constructor(limits: SandboxLimits) {
    this.#limits = limits;
  }

  get stdout(): string {
    return this.#parts.join('');
  }

  hello(): void {
    if (this.saidHello) throw new FrameError('it says hello again');
    this.saidHello = true;
  }

  note(event: AuditEvent): void {
    if (this.audit.length === MAX_AUDIT) throw new FrameError('it floods the audit');
    this.audit.push(event);
  }

  print(text: string): void {
    const { outputBytes } = this.#limits;
    const room = outputBytes - this.#bytes;
    this.#bytes += Buffer.byteLength(text);
    this.#frames += 1;
    if (room > 0) this.#parts.push(cutToBytes(text, room));
    // An honest process drops surplus output itself.
    const floods = this.#bytes > 4 * outputBytes + FRAME_OVERHEAD || this.#frames > this.#mostFrames();
    if (floods) throw new FrameError('it floods the output');
  }

  /** Twice what output.py sends: the first 64 writes, then every 4 KiB and every 20 ms. */
  #mostFrames(): number {
    const { outputBytes, wallMs } = this.#limits;
    return 2 * (64 + outputBytes / 4096 + wallMs / 20);
  }
}

function cutToBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\uFFFD$/, '');
}
