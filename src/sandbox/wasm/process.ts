import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { encodeFrame, FrameReader } from '../frames.ts';
import { startDeno } from './deno.ts';
import type { ProcessEnd, RunEvents, RunStart } from './contract.ts';
import type { FromWarden, ToWarden } from './deno/messages.ts';
import { encodeBytes, openImage } from './image.ts';
import { Interpreter } from './interpreter.ts';
import { wasmLackError } from './lacks.ts';
import type { WasmPackages } from './packages.ts';

const START_TIMEOUT_MS = 60_000;
/** The warden checks what a run says; this only guards against a broken stream. */
const LARGEST_FRAME = 2 ** 29;

/** A Deno process that holds interpreters. */
export class WasmProcess {
  readonly pid: number | undefined;
  #end: ProcessEnd | null = null;
  readonly #child: ChildProcess;
  readonly #runs = new Map<number, { events: RunEvents; interpreter: Interpreter }>();
  readonly #interpreters = new Map<number, Interpreter>();
  #lastPlace = 0;
  #lastRun = 0;

  /** Throws a W4sError `sandbox-unavailable`. */
  static async start(packages: WasmPackages): Promise<WasmProcess> {
    const [image, wasm] = await Promise.all([
      openImage(packages),
      readFile(join(packages.pyodide, 'pyodide.asm.wasm')),
    ]);
    const child = startDeno(packages, 'warden');
    child.stdin!.on('error', () => {}); // the process's end is what counts
    child.stdin!.write(encodeBytes(wasm));
    child.stdin!.write(encodeBytes(image));
    const started = new WasmProcess(child);
    await started.#ready();
    started.#letGo();
    return started;
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.pid = child.pid;
    child.once('exit', (code, signal) => this.#ended({ code, signal }));
    child.once('error', () => this.#ended({ code: null, signal: null }));
  }

  get isAlive(): boolean {
    return this.#end === null;
  }

  open(): Interpreter {
    const place = ++this.#lastPlace;
    const interpreter = new Interpreter(place, this);
    this.#interpreters.set(place, interpreter);
    this.tell({ t: 'open', place });
    return interpreter;
  }

  /** Begins a run. Returns its number. */
  begin(interpreter: Interpreter, run: RunStart, events: RunEvents): number {
    const id = ++this.#lastRun;
    this.#runs.set(id, { events, interpreter });
    interpreter.begun(id);
    this.tell({ t: 'run', id, place: interpreter.place, ...run });
    return id;
  }

  tell(message: ToWarden): void {
    if (this.isAlive) this.#child.stdin!.write(encodeFrame(JSON.stringify(message)));
  }

  /** Ends it and waits until it has ended. */
  async close(): Promise<void> {
    if (!this.isAlive) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.ref();
    this.#child.kill('SIGKILL');
    await ended;
  }

  /** Ends it, as a fault of its own. */
  destroy(): void {
    this.#child.kill('SIGKILL');
  }

  /** A host that forgets to close it can still end; the process then ends with its standard input. */
  #letGo(): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const handle of [this.#child, stdin, stdout, stderr]) (handle as Socket | null)?.unref();
  }

  #ready(): Promise<void> {
    const complaint = tailOf(this.#child);
    return new Promise((resolve, reject) => {
      const giveUp = (why: string): void => {
        clearTimeout(timer);
        this.destroy();
        reject(wasmLackError('no-start', why));
      };
      const timer = setTimeout(() => giveUp(`no answer in ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
      this.#child.once('error', (error) => giveUp(error.message));
      this.#child.once('close', (code) => giveUp(complaint() || `exit ${code}`));
      this.#listen(() => (clearTimeout(timer), resolve()));
    });
  }

  #listen(onReady: () => void): void {
    const reader = new FrameReader(LARGEST_FRAME);
    this.#child.stdout!.on('data', (chunk: Buffer) => {
      try {
        for (const text of reader.push(chunk)) {
          if (!text.startsWith('{')) this.#said(text);
          else if (text === '{"t":"ready"}') onReady();
          else this.#take(JSON.parse(text) as FromWarden);
        }
      } catch {
        this.destroy(); // nobody but the warden writes there
      }
    });
  }

  #said(text: string): void {
    const space = text.indexOf(' ');
    this.#runs.get(Number(text.slice(0, space)))?.events.said(text.slice(space + 1));
  }

  #take(message: FromWarden): void {
    switch (message.t) {
      case 'up':
        return this.#interpreters.get(message.place)?.isUp();
      case 'judged':
        return this.#interpreters.get(message.place)?.judged(message.isPlain);
      case 'over':
        return this.#runs.get(message.id)?.events.over(message.reason, message.detail, message.cpuMs);
      case 'ended':
        this.#runs.get(message.id)?.interpreter.ended(message.id, message.heapBytes);
        return void this.#runs.delete(message.id);
      case 'lost':
        return this.#lost(message.place, null);
    }
  }

  #lost(place: number, end: ProcessEnd | null): void {
    const interpreter = this.#interpreters.get(place);
    if (interpreter === undefined) return;
    this.#interpreters.delete(place);
    interpreter.isGone();
    for (const id of interpreter.inside) {
      const run = this.#runs.get(id);
      this.#runs.delete(id);
      run?.events.lost(end);
    }
  }

  forget(place: number): void {
    this.#interpreters.delete(place);
  }

  #ended(end: ProcessEnd): void {
    this.#end ??= end;
    for (const place of this.#interpreters.keys()) this.#lost(place, end);
  }
}

/** The last line of the process's complaint. */
function tailOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr!.on('data', (chunk: Buffer) => (text = (text + chunk.toString()).slice(-2000)));
  return () => text.trim().split('\n').at(-1) ?? '';
}
