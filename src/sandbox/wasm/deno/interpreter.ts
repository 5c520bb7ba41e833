/** A worker of the warden: one Python, for the runs of one program. */
import { bareAgain, listen, post, setTimer, clearTimer } from './bare.ts';
import { Clock } from './clock.ts';
import type { FromInterpreter, ToInterpreter } from './messages.ts';
import { type Heap, startPython } from './python.ts';

interface Runtime {
  begin: { callPromising(id: number, text: string, outputBytes: number): Promise<void> };
  enter: { callPromising(token: number): Promise<void> };
  stop(id: number): void;
  is_plain(code: string): boolean;
}
interface Parked {
  run: number;
  wake: (value: number | string) => void;
  timer: unknown;
}

const STEPS_WITHOUT_EVENTS = 32;
const TIME_IS_UP = 0;
const UNPARKED = 1;
const RUN_IS_OVER = -1;

let clock: Clock;
let runtime: Runtime;
let steps = 0;
const heap: Heap = { mostBytes: Number.POSITIVE_INFINITY, bytes: 0, hasRefused: false };
const slots = new Map<number, number>();
/** Strands of each run that have not ended. */
const strands = new Map<number, number>();
const parked = new Map<number, Parked>();

listen(async (message: ToInterpreter) => {
  if (message.t === 'boot') return boot(message);
  if (message.t === 'make') return make(message);
  if (message.t === 'limit') return void (heap.mostBytes = message.mostBytes);
  if (message.t === 'judge') return judge(message.code);
  if (message.t === 'run') return run(message);
  if (message.t === 'reply') return void wake(message.call, message.text, message.id);
  return stop(message.id);
});

const tell = (message: FromInterpreter, transfer?: Transferable[]): void => post(message, transfer);

async function boot({ module, image, clock: shared }: ToInterpreter & { t: 'boot' }): Promise<void> {
  clock = new Clock(shared);
  const python = await startPython({ module, image, heap });
  python.setInterruptBuffer(clock.interruptBuffer);
  const own = python.runPython('import runtime; runtime') as unknown as Runtime & { attach(host: unknown): void };
  own.attach(HOST);
  runtime = { begin: own.begin, enter: own.enter, stop: own.stop, is_plain: own.is_plain };
  bareAgain();
  tell({ t: 'up' });
}

async function make({ module, library, sources }: ToInterpreter & { t: 'make' }): Promise<void> {
  const python = await startPython({ module, library });
  python.globals.set('sources', python.toPy(sources));
  python.runPython(LOAD);
  const image = python.makeMemorySnapshot();
  tell({ t: 'image', image }, [image.buffer as ArrayBuffer]);
}

/** Compiled under names that reveal nothing of the host's folders. */
const LOAD = `
import sys, types
for name, source in sources:
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(source, f"<{name}>", "exec"), module.__dict__)
    if name == "threads": module.install()
sys.modules["runtime"].prepare()
del sources, name, source, module, types
`;

/** What Python's side may ask of this one. */
const HOST = {
  __proto__: null,
  send: (id: number, text: string) => tell({ t: 'said', id, text: String(text) }),
  enter: (id: number) => clock.enter(slots.get(id) ?? 0),
  leave: () => clock.leave(),
  is_over: (id: number) => clock.isOver(slots.get(id) ?? 0),
  /** What `park` made: handed over as a value, it would become a future of an event loop that nobody runs. */
  wait: undefined as unknown,
  park(id: number, token: number, milliseconds: number): void {
    HOST.wait = new Promise((resolve) => {
      const timer = milliseconds < 0 ? undefined : setTimer(() => wake(token, TIME_IS_UP), milliseconds);
      parked.set(token, { run: id, wake: resolve, timer });
    });
  },
  unpark: (token: number) => wake(token, UNPARKED),
  spawn: (id: number, token: number) => begin(id, () => runtime.enter.callPromising(token)),
};

function judge(code: string): void {
  tell({ t: 'judged', isPlain: runtime.is_plain(code) });
}

function run({ id, slot, text, outputBytes }: ToInterpreter & { t: 'run' }): void {
  slots.set(id, slot);
  tell({ t: 'said', id, text: '{"t":"hello"}' });
  begin(id, async () => {
    await runtime.begin.callPromising(id, text, outputBytes);
    tell({ t: 'told', id });
    release(id);
  });
}

/** On a new stack. */
function begin(id: number, work: () => Promise<void>): void {
  strands.set(id, (strands.get(id) ?? 0) + 1);
  soon(() => {
    void work().then(
      () => end(id),
      (error: unknown) => tell({ t: 'broken', id, why: String(error).slice(0, 1000), outOfMemory: heap.hasRefused }),
    );
  });
}

/** When the strand at work waits; now and then only after what has come from outside. */
function soon(act: () => void): void {
  steps += 1;
  if (steps % STEPS_WITHOUT_EVENTS === 0) setTimer(act, 0);
  else void Promise.resolve().then(act);
}

function end(id: number): void {
  const left = (strands.get(id) ?? 1) - 1;
  strands.set(id, left);
  if (left > 0) return;
  strands.delete(id);
  slots.delete(id);
  tell({ t: 'ended', id, heapBytes: heap.bytes });
}

function stop(id: number): void {
  runtime.stop(id);
  release(id);
}

/** Wakes whatever of a run still waits, so that it ends. */
function release(id: number): void {
  for (const [token, { run: owner }] of parked) if (owner === id) wake(token, RUN_IS_OVER);
}

function wake(token: number, value: number | string, owner?: number): boolean {
  const strand = parked.get(token);
  if (strand === undefined || (owner !== undefined && strand.run !== owner)) return false;
  parked.delete(token);
  clearTimer(strand.timer as number);
  soon(() => strand.wake(value));
  return true;
}
