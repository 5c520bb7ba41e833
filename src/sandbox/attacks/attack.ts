import type { SandboxFailureKind, SandboxLimits } from '../contract.ts';

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
}

type Details = Omit<Attack, 'name' | 'body'>;

/** A table of attacks that share `details`. */
export function attacks(bodies: Record<string, string>, details: Details = {}): Attack[] {
  return Object.entries(bodies).map(([name, body]) => ({ name, body, ...details }));
}

/** Python available to every attack. */
const PRELUDE = `
import array, asyncio, ctypes, errno, fcntl, gc, importlib, io, json, mmap, os, resource, select, signal, socket, struct
import subprocess, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
libc.mmap.restype = ctypes.c_void_p
WIDE = ctypes.c_ulong

def raw(number, *args):
    """A system call by its number; true (the result plus one) when the kernel granted it."""
    result = libc.syscall(ctypes.c_long(number), *args)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result + 1

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
export function programOf({ body }: Attack): string {
  const indented = body
    .trim()
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
  return `${PRELUDE}\ndef body(target, agent):\n${indented}\n`;
}

/** A call by number, for both machines: `[x86_64, arm64]`; null if the machine has no such call. */
export function byNumber(numbers: readonly [x86: number, arm: number | null], args = ''): string {
  const [x86, arm] = numbers;
  const call = args === '' ? 'raw(number)' : `raw(number, ${args})`;
  return `number = {"x86_64": ${x86}, "aarch64": ${arm ?? -1}}[target["machine"]]\nreturn number >= 0 and ${call}`;
}
