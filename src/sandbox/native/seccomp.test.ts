import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const FOLDER = join(import.meta.dirname, 'python');
const ALLOW = 0x7fff0000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;
const KILL = 0x80000000;
const OWN_PID = 0xfacef00d;
const ARCH = { x86_64: 0xc000003e, aarch64: 0xc00000b7 } as const;
type Machine = keyof typeof ARCH;

const programs = Object.fromEntries(
  (['x86_64', 'aarch64'] as const).map((machine) => [machine, build(machine)]),
) as Record<Machine, Buffer>;

type Call = [name: string, numbers: [x86: number | null, arm: number | null], args: number[], verdict: number];
const THREAD = 0x3d0f00;
const CALLS: Call[] = [
  ['read', [0, 63], [3], ALLOW],
  ['write', [1, 64], [3], ALLOW],
  ['exit_group', [231, 94], [0], ALLOW],
  ['open', [2, null], [], EPERM],
  ['openat', [257, 56], [], EPERM],
  ['socket', [41, 198], [2, 1, 0], EPERM],
  ['connect', [42, 203], [3], EPERM],
  ['sendmsg', [46, 211], [3], EPERM],
  ['execve', [59, 221], [], EPERM],
  ['fork', [57, null], [], EPERM],
  ['ptrace', [101, 117], [], EPERM],
  ['bpf', [321, 280], [], EPERM],
  ['io_uring_setup', [425, 425], [], EPERM],
  ['clone3', [435, 435], [], ENOSYS],
  ['clone of a thread', [56, 220], [THREAD], ALLOW],
  ['clone of a process', [56, 220], [17], EPERM],
  ['clone of a thread in a namespace', [56, 220], [THREAD | 0x10000000], EPERM],
  ['mmap', [9, 222], [0, 4096, 3], ALLOW],
  ['mmap to execute', [9, 222], [0, 4096, 7], EPERM],
  ['mprotect', [10, 226], [0, 4096, 1], ALLOW],
  ['mprotect to execute', [10, 226], [0, 4096, 5], EPERM],
  ['a pair of unix streams', [53, 199], [1, 1 | 0x80800, 0], ALLOW],
  ['a pair of unix datagrams', [53, 199], [1, 2, 0], EPERM],
  ['a pair of internet streams', [53, 199], [2, 1, 0], EPERM],
  ['send', [44, 206], [3, 1, 1, 0, 0, 0], ALLOW],
  ['send without a signal', [44, 206], [3, 1, 1, 0x4000, 0, 0], ALLOW],
  ['send of urgent data', [44, 206], [3, 1, 1, 1, 0, 0], EPERM],
  ['recv', [45, 207], [3, 1, 1, 0, 0, 0], ALLOW],
  ['recv that looks ahead', [45, 207], [3, 1, 1, 0x42, 0, 0], ALLOW],
  ['recv of urgent data', [45, 207], [3, 1, 1, 1, 0, 0], EPERM],
  ['send to an address', [44, 206], [3, 1, 1, 0, 8, 16], EPERM],
  ['send to a high address', [44, 206], [3, 1, 1, 0, 2 ** 40, 16], EPERM],
  ['tgkill to itself', [234, 131], [OWN_PID, 1, 6], ALLOW],
  ['tgkill of what ends it from outside', [234, 131], [OWN_PID, 1, 9], EPERM],
  ['tgkill of what asks it to end', [234, 131], [OWN_PID, 1, 15], EPERM],
  ['tgkill to another', [234, 131], [1, 1, 6], EPERM],
  ['reading the flags of a descriptor', [72, 25], [3, 3], ALLOW],
  ['fcntl of flags', [72, 25], [3, 4, 0x800], EPERM],
  ['fcntl of signals on input', [72, 25], [3, 4, 0x2000], EPERM],
  ['fcntl of an owner', [72, 25], [3, 8, 1], EPERM],
  ['ioctl of blocking', [16, 29], [3, 0x5421], ALLOW],
  ['ioctl of a terminal', [16, 29], [0, 0x5412], EPERM],
  ['reading limits', [302, 261], [0, 9, 0, 8], ALLOW],
  ['setting limits', [302, 261], [0, 9, 8, 0], EPERM],
  ['limits of another', [302, 261], [1, 9, 0, 8], EPERM],
  ['a futex', [202, 98], [8, 128], ALLOW],
  ['a futex that lends priority', [202, 98], [8, 134], EPERM],
];

describe.each(['x86_64', 'aarch64'] as const)('the filter for %s', (machine) => {
  const cases = CALLS.flatMap(([name, [x86, arm], args, verdict]) => {
    const number = machine === 'x86_64' ? x86 : arm;
    return number === null ? [] : [[name, number, args, verdict] as const];
  });

  it.each(cases)('decides on %s', (_, number, args, verdict) => {
    expect(decide(programs[machine], ARCH[machine], number, args)).toBe(verdict);
  });

  it('kills a call of another machine', () => {
    const foreign = machine === 'x86_64' ? 0x40000003 : ARCH.x86_64;
    expect(decide(programs[machine], foreign, 0, [])).toBe(KILL);
  });
});

it('the filter for x86_64 kills calls of the x32 ABI', () => {
  expect(decide(programs.x86_64, ARCH.x86_64, 0x40000000, [])).toBe(KILL);
});

it.skipIf(process.arch !== 'x64')('a call through the 32-bit gate of the processor ends the process', () => {
  // Executable memory is made before the filter, which would refuse it.
  const script = `
import ctypes, mmap, sys
sys.path.insert(0, ${JSON.stringify(FOLDER)})
import lockdown, seccomp
memory = mmap.mmap(-1, 4096, prot=7)
memory.write(bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3]))
lockdown.drop_privileges()
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
seccomp.install(seccomp.build())
call()
print("came back")
`;
  const { signal, stdout, stderr } = spawnSync('python3', ['-I', '-B', '-c', script], { encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
  // SIGSEGV: a kernel built without that gate.
  expect(['SIGSYS', 'SIGSEGV']).toContain(signal);
});

function build(machine: Machine): Buffer {
  const script =
    `import sys; sys.path.insert(0, ${JSON.stringify(FOLDER)}); import seccomp; ` +
    `sys.stdout.buffer.write(seccomp.build(${JSON.stringify(machine)}))`;
  return execFileSync('python3', ['-I', '-B', '-c', script]);
}

/** What a kernel would answer: an interpreter of the few BPF instructions that the filter uses. */
function decide(program: Buffer, arch: number, number: number, args: number[]): number {
  const data = Buffer.alloc(64);
  data.writeUInt32LE(number, 0);
  data.writeUInt32LE(arch, 4);
  args.forEach((arg, index) => data.writeBigUInt64LE(BigInt(arg), 16 + 8 * index));
  let accumulator = 0;
  for (let at = 0; at < program.length / 8; at++) {
    const [code, value] = [program.readUInt16LE(at * 8), program.readUInt32LE(at * 8 + 4)];
    const jump = (taken: boolean): void => void (at += program[at * 8 + (taken ? 2 : 3)]!);
    if (code === 0x20) accumulator = data.readUInt32LE(value);
    else if (code === 0x54) accumulator = (accumulator & value) >>> 0;
    else if (code === 0x15) jump(accumulator === value);
    else if (code === 0x35) jump(accumulator >= value);
    else if (code === 0x45) jump((accumulator & value) !== 0);
    else if (code === 0x06) return value;
    else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error('the filter has no end');
}
