import type { Isolation, SandboxFailureKind, SandboxLimits } from '../contract.ts';

/** Targets of an attack; all of them exist while the suite runs. */
export interface Targets {
  /** A file that every user may read, and its folder. */
  file: string;
  folder: string;
  /** A listening TCP port of the host on 127.0.0.1, a unix socket's path, and an abstract one's name. */
  port: number;
  socket: string;
  hostPid: number;
  /** The run's parent, if the backend has one. */
  parentPid: number;
  machine: 'x86_64' | 'aarch64';
}

export interface Attack {
  name: string;
  /**
   * Body of `def body(target, agent):`; the agent has one method, `ask`.
   * A truthy return value is evidence of a breach. An exception is a refusal.
   */
  body: string;
  limits?: Partial<SandboxLimits>;
  /** Required ending of the run; by default, anything but a breach and `unavailable`. */
  ends?: readonly (SandboxFailureKind | 'ok')[];
  /** Succeeds for any user on any unrestricted Linux machine, so that the suite can prove it is a real attack. */
  plain?: boolean;
  /** The isolations in which what it attacks exists, and why not in the others. Without it, all. */
  appliesTo?: AppliesTo;
}

export interface AppliesTo {
  isolation: Isolation;
  because: string;
}

/** What an interpreter in WebAssembly lacks. */
export const PROCESS: Record<'calls' | 'code' | 'facts' | 'frames' | 'memory' | 'signals' | 'zygote', AppliesTo> = {
  calls: { isolation: 'process', because: 'WebAssembly has no system calls, so none has a number' },
  code: { isolation: 'process', because: 'no memory of WebAssembly can be executed' },
  facts: {
    isolation: 'process',
    because: 'the C library answers by itself, the same everywhere, and asks no machine',
  },
  frames: { isolation: 'process', because: 'messages have no length in front and come whole or not at all' },
  memory: { isolation: 'process', because: "every address of the memory can be read, and all of it is the run's own" },
  signals: { isolation: 'process', because: 'nothing sends signals, and there are no timers that would' },
  zygote: { isolation: 'process', because: 'the frames above are the same for every run and know nothing of the host' },
};

type Details = Omit<Attack, 'name' | 'body'>;

/** A table of attacks that share `details`. */
export function attacks(bodies: Record<string, string>, details: Details = {}): Attack[] {
  return Object.entries(bodies).map(([name, body]) => {
    const appliesTo = details.appliesTo ?? (/\braw\(/.test(body) ? PROCESS.calls : undefined);
    return { name, body, ...details, appliesTo };
  });
}

/** Python available to every attack. */
const PRELUDE = `
import importlib
for name in ("array asyncio ctypes errno fcntl gc importlib io json mmap os resource select signal socket struct "
             "subprocess sys threading time").split():
    try: globals()[name] = importlib.import_module(name)
    except ImportError: globals()[name] = None
libc = ctypes.CDLL(None, use_errno=True)
WIDE = ctypes.c_ulong
if target_isolation == "process":
    libc.syscall.restype = ctypes.c_long
    libc.mmap.restype = ctypes.c_void_p

def raw(number, *args):
    """A system call by its number; true (the result plus one) when the kernel granted it."""
    result = libc.syscall(ctypes.c_long(number), *args)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result + 1

def host():
    """In an interpreter: what its own code asks of the host, found in the frames above."""
    frame = sys._getframe()
    while "_host" not in frame.f_globals: frame = frame.f_back
    return frame.f_globals["_host"], frame.f_globals["strands"].now.run.number

def say(descriptor, data, write=os.write):
    """Descriptor 3 is the way to the host; in an interpreter it is a function that takes whole messages."""
    if descriptor != 3 or target_isolation == "process": return write(descriptor, data)
    way, number = host()
    data = bytes(data)
    while data:
        size = int.from_bytes(data[:4], "big")
        if len(data) < 4 + size: raise OSError("half a frame")
        way.send(number, data[4 : 4 + size].decode("utf-8", "replace"))
        data = data[4 + size :]
os.write = say

def hints(text):
    """Whether it tells of the zygote: its socket's folder, its options, its programs."""
    return any(word in text for word in ("w4s-" + "sandbox", "bubble" + "wrap", "sandbox/" + "python"))

def frame(message):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return len(body).to_bytes(4, "big") + body

def attack(agent, target):
    evidence = body(target, agent)
    return "breached: " + repr(evidence)[:200] if evidence else "nothing"
`;

/** The attack as a whole program with the entry `attack(agent, target)`. */
export function programOf({ body }: Attack, isolation: Isolation = 'process'): string {
  const indented = body
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `target_isolation = "${isolation}"\n${PRELUDE}\ndef body(target, agent):\n${indented}\n`;
}

/** A call by number, for both machines: `[x86_64, arm64]`; null if the machine has no such call. */
export function byNumber(numbers: readonly [x86: number, arm: number | null], args = ''): string {
  const [x86, arm] = numbers;
  const call = args === '' ? 'raw(number)' : `raw(number, ${args})`;
  return `number = {"x86_64": ${x86}, "aarch64": ${arm ?? -1}}[target["machine"]]\nreturn number >= 0 and ${call}`;
}
