import { attacks, byNumber, PROCESS } from './attack.ts';

const SIGCHLD = 17;

const plain = attacks(
  {
    forks: 'pid = os.fork()\nif pid == 0: os._exit(0)\nreturn pid',
    'runs a command': 'return subprocess.run(["/bin/true"]).returncode == 0',
    'runs a shell': 'return os.system("true") == 0',
    'opens a pipe to a shell': 'return os.popen("echo x").read()',
    spawns: 'return os.posix_spawn("/bin/true", ["true"], {})',
    'starts a worker process':
      'import multiprocessing\n' +
      'worker = multiprocessing.get_context("fork").Process(target=print)\n' +
      'worker.start()\n' +
      'return True',
    'forks by number': `if target["machine"] != "x86_64": return os.fork()
pid = raw(57) - 1
if pid == 0: os._exit(0)
return pid`,
    'clones without a thread by number': `number = {"x86_64": 56, "aarch64": 220}[target["machine"]]
pid = raw(number, ${SIGCHLD}, None, None, None, None) - 1
if pid == 0: os._exit(0)
return pid`,
    'makes an anonymous file': 'return os.memfd_create("x")',
    'makes memory executable afterwards':
      'memory = mmap.mmap(-1, 4096)\n' +
      'address = ctypes.addressof(ctypes.c_char.from_buffer(memory))\n' +
      'return libc.mprotect(ctypes.c_void_p(address), WIDE(4096), 7) == 0',
    'asks for a handle of a process': 'return os.pidfd_open(os.getpid())',
    'makes its owner of signals another process':
      'one, _ = socket.socketpair()\nreturn fcntl.fcntl(one, fcntl.F_SETOWN, os.getpid()) == 0',
    'chooses the signal of a socket': 'one, _ = socket.socketpair()\nreturn fcntl.fcntl(one, 10, signal.SIGKILL) == 0',
    'has signals sent on input': 'one, _ = socket.socketpair()\nreturn fcntl.fcntl(one, fcntl.F_SETFL, 0x2000) == 0',
    'sets a flag of a stream that others may hold':
      'return fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK | os.O_APPEND) == 0',
    'makes its owner of signals by ioctl':
      'one, _ = socket.socketpair()\nreturn fcntl.ioctl(one, 0x8901, struct.pack("i", os.getpid())) is not None',
    'compares two processes': byNumber([312, 272], 'os.getpid(), os.getpid(), 2, 0, 0'),
    'copies from a process': `
word, size = ctypes.c_long(7), WIDE(8)
local = (ctypes.c_ulong * 2)(ctypes.addressof(ctypes.c_long()), 8)
remote = (ctypes.c_ulong * 2)(ctypes.addressof(word), 8)
return raw({"x86_64": 310, "aarch64": 270}[target["machine"]], os.getpid(), local, WIDE(1), remote, WIDE(1), WIDE(0))`,
    'lets itself be traced': 'return libc.prctl(4, 1, 0, 0, 0) == 0',
    'outlives its parent': 'return libc.prctl(1, 0, 0, 0, 0) == 0',
    'adds a filter of its own':
      'return raw({"x86_64": 317, "aarch64": 277}[target["machine"]], 2, 0, ctypes.byref(ctypes.c_uint(0x7fff0000)))',
    'goes to another processor': 'os.sched_setaffinity(0, os.sched_getaffinity(0))\nreturn True',
  },
  { plain: true },
);

const executable = attacks(
  {
    'makes memory executable': 'return mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)',
  },
  { plain: true, appliesTo: PROCESS.code },
);

const sessions = attacks(
  {
    'becomes leader of a session': 'try: os.setsid()\nexcept PermissionError: os.setpgid(0, 0)\nreturn True',
  },
  { plain: true, appliesTo: PROCESS.facts },
);

const ownDeath = attacks(
  {
    'kills itself, as a machine short of memory would': 'signal.raise_signal(signal.SIGKILL)\nreturn True',
    'ends itself, as a person would': 'signal.raise_signal(signal.SIGTERM)\nreturn True',
    'kills itself by number': byNumber([234, 131], 'os.getpid(), threading.get_native_id(), 9'),
  },
  { ends: ['exception'] },
);

const others = attacks({
  'kills its parent': 'os.kill(target["parentPid"], signal.SIGKILL)\nreturn True',
  'kills its host': 'os.kill(target["hostPid"], 0)\nreturn True',
  'kills the first process': 'os.kill(1, 0)\nreturn True',
  'kills everything': 'os.kill(-1, signal.SIGKILL)\nreturn True',
  'kills its group': 'os.killpg(0, signal.SIGKILL)\nreturn True',
  'kills neighbours by number': `
for pid in range(1, 2000):
    if libc.kill(pid, 0) == 0 and pid != os.getpid(): return pid`,
  'tgkill to its parent': byNumber([234, 131], 'target["parentPid"], target["parentPid"], 9'),
  'tgkill to anyone': byNumber([234, 131], 'ctypes.c_int(-1), target["parentPid"], 9'),
  'tkill to its parent': byNumber([200, 130], 'target["parentPid"], 9'),
  'queues a signal for its parent': byNumber([129, 138], 'target["parentPid"], 9, ctypes.create_string_buffer(128)'),
  'opens a handle of its parent': 'return os.pidfd_open(target["parentPid"]) + 1',
  'signals through any handle': byNumber([424, 424], '3, 9, None, 0'),
  'takes a descriptor of another process': byNumber([438, 438], '3, 0, 0'),
  'traces its parent': byNumber([101, 117], '16, target["parentPid"], 0, 0'),
  'asks to be traced': byNumber([101, 117], '0, 0, 0, 0'),
  'writes into its parent': byNumber(
    [311, 271],
    'target["parentPid"], (ctypes.c_ulong * 2)(), WIDE(1), (ctypes.c_ulong * 2)(), WIDE(1), WIDE(0)',
  ),
  'advises on the memory of another': byNumber([440, 440], '3, (ctypes.c_ulong * 2)(), WIDE(1), 21, 0'),
  'replaces itself': 'os.execv("/bin/echo", ["echo"])\nreturn True',
  'replaces itself by number': byNumber([59, 221], 'b"/bin/true", None, None'),
  'replaces itself from a descriptor': byNumber([322, 281], '3, b"", None, None, 0x1000'),
  'vforks by number': byNumber([58, null]),
  'clone3 by number': byNumber([435, 435], 'ctypes.create_string_buffer(88), WIDE(88)'),
  'clones with a new namespace': byNumber([56, 220], 'WIDE(0x10000 | 0x10000000 | 0x900), None, None, None, None'),
  'takes another priority': 'os.setpriority(os.PRIO_PROCESS, target["parentPid"], 10)\nreturn True',
  'schedules its parent': byNumber([144, 119], 'target["parentPid"], 0, ctypes.byref(ctypes.c_int(0))'),
  'limits its parent': 'resource.prlimit(target["parentPid"], resource.RLIMIT_CPU, (1, 1))\nreturn True',
  'reads the limits of its parent': 'return resource.prlimit(target["parentPid"], resource.RLIMIT_CPU)',
  'raises its own limits': 'resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nreturn True',
  'raises its limit of descriptors': 'resource.setrlimit(resource.RLIMIT_NOFILE, (33, 33))\nreturn True',
  'a 32-bit call': `
if target["machine"] != "x86_64": return False
code = bytes([0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3])
memory = libc.mmap(None, WIDE(4096), 7, 0x22, -1, WIDE(0))
if memory in (None, 2**64 - 1): raise OSError("no executable memory")
ctypes.memmove(memory, code, len(code))
return ctypes.CFUNCTYPE(ctypes.c_int)(memory)()`,
});

const X32 = 0x40000000;
const x32 = attacks(
  {
    'getpid of the x32 ABI': `return target["machine"] == "x86_64" and raw(${X32} | 39)`,
    'open of the x32 ABI': `return target["machine"] == "x86_64" and raw(${X32} | 2, b"/etc/passwd", 0)`,
    'socket of the x32 ABI': `return target["machine"] == "x86_64" and raw(${X32} | 41, 2, 1, 0)`,
    'ptrace of the x32 ABI': `return target["machine"] == "x86_64" and raw(${X32} | 521, 0, 0, 0, 0)`,
  },
  { ends: ['exception', 'ok'] },
);

export const processAttacks = [...plain, ...executable, ...sessions, ...ownDeath, ...others, ...x32];
