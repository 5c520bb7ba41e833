import { attacks, PROCESS } from './attack.ts';

const MIB = 2 ** 20;
const SHORT = { wallMs: 300, cpuMs: 5000 };

const clock = attacks(
  {
    loops: 'while True: pass',
    'loops and catches everything': `
while True:
    try:
        while True: pass
    except BaseException: continue`,
    'loops with every signal ignored': `
for number in range(1, 65):
    try: signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError): pass
while True: pass`,
    'loops with every signal blocked': 'signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass',
    'computes without giving up the interpreter': 'return len(str(10 ** 10 ** 8)) < 0',
    'backtracks in a regular expression': 'import re\nreturn re.match("(a+)+$", "a" * 64 + "b")',
    sleeps: 'time.sleep(60)\nreturn True',
    'waits for a lock for ever': 'lock = threading.Lock()\nlock.acquire()\nlock.acquire()\nreturn True',
    'waits in asyncio for ever': 'asyncio.run(asyncio.sleep(60))\nreturn True',
    'waits for a thread that never ends':
      'thread = threading.Thread(target=time.sleep, args=(60,))\nthread.start()\nthread.join()\nreturn True',
    'loops in many threads': `
def spin():
    while True: pass
for _ in range(20): threading.Thread(target=spin).start()
spin()`,
    'loops in a finally': 'try: sys.exit()\nfinally:\n    while True: pass',
    'loops in its exception text': `
class Endless(Exception):
    def __str__(self):
        while True: pass
raise Endless()`,
    'loops in a value that is returned': `
class Endless:
    def __repr__(self):
        while True: pass
return Endless()`,
  },
  { limits: SHORT, ends: ['timeout'] },
);

const signals = attacks(
  {
    'stops itself': 'signal.raise_signal(signal.SIGSTOP)\nreturn True',
    'sets an alarm of its own and goes on':
      'signal.signal(signal.SIGALRM, lambda *_: None)\n' +
      'signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)\n' +
      'while True: pass',
  },
  { limits: SHORT, ends: ['timeout'], appliesTo: PROCESS.signals },
);

const reading = attacks(
  {
    'waits for an answer that never comes': 'os.read(3, 100)\nreturn True',
  },
  { limits: SHORT, ends: ['timeout'], appliesTo: PROCESS.frames },
);

const processor = attacks(
  {
    'uses up its processor time': 'while True: pass',
    'uses up its processor time in bursts': 'while True:\n    sum(range(100_000))\n    time.sleep(0.001)',
    'uses up its processor time with alarms ignored': 'signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass',
  },
  { limits: { wallMs: 8000, cpuMs: 150 }, ends: ['timeout'] },
);

const memory = attacks(
  {
    'takes a gigabyte at once': 'return len(bytearray(1 << 30)) < 0',
    'takes memory piece by piece': 'kept = []\nwhile True: kept.append(bytearray(1 << 20))',
    'doubles a list': 'kept = [0]\nwhile True: kept = kept + kept',
    'doubles a text': 'text = "x"\nwhile True: text += text',
    'unpacks a bomb':
      'import zlib\nreturn len(zlib.decompress(zlib.compress(bytes(1 << 24)) * 1)) + len(bytearray(1 << 28)) < 0',
    'takes memory and catches the error': `
kept = []
while True:
    try: kept.append(bytearray(1 << 24))
    except MemoryError: raise MemoryError("again") from None`,
  },
  { limits: { wallMs: 8000, memoryBytes: 192 * MIB }, ends: ['memory'] },
);

const others = [
  // Where sizes have 32 bits, there is no such number.
  ...attacks(
    {
      'makes a great integer': 'return (1 << (1 << 34)) < 0',
    },
    { limits: { wallMs: 8000, memoryBytes: 192 * MIB }, ends: ['memory', 'exception'] },
  ),
  ...attacks(
    {
      'crashes the interpreter': 'return ctypes.string_at(0)',
    },
    { ends: ['exception'], appliesTo: PROCESS.memory },
  ),
  ...attacks(
    {
      'maps memory through libc':
        'while libc.mmap(None, WIDE(1 << 26), 3, 0x22, -1, WIDE(0)) not in (None, 2**64 - 1): pass\n' +
        'return libc.mmap(None, WIDE(1 << 30), 3, 0x22, -1, WIDE(0)) not in (None, 2**64 - 1)',
    },
    { ends: ['ok', 'memory', 'exception'] },
  ),
  ...attacks(
    {
      'starts a thousand threads': `
threading.stack_size(32768)
for _ in range(100_000): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
return True`,
      'opens descriptors until none is left':
        'kept = []\nwhile len(kept) < 100: kept.extend(socket.socketpair())\nreturn True',
      aborts: 'libc.abort()',
      'leaves at once': 'os._exit(0)',
      'leaves with sys.exit': 'sys.exit(0)',
      'raises the base of all exceptions': 'raise BaseException("x")',
      'raises an exception without a text':
        'class Mute(Exception):\n    def __str__(self): raise SystemExit\nraise Mute()',
      'returns a text that cannot be made':
        'class Broken:\n    def __str__(self): return 7\nraise ValueError(Broken())',
    },
    { limits: { wallMs: 5000 }, ends: ['exception', 'memory', 'timeout'] },
  ),
  ...attacks(
    {
      'recurses without end': 'def down(): return down() + 1\nsys.setrecursionlimit(10**9)\nreturn down()',
      'recurses in C without end':
        'value = []\nfor _ in range(10**5): value = [value]\nsys.setrecursionlimit(10**9)\nreturn repr(value) == ""',
    },
    { limits: { wallMs: 1000, memoryBytes: 192 * MIB }, ends: ['exception', 'memory', 'timeout'] },
  ),
];

const floods = [
  ...attacks(
    {
      'prints without end': 'while True: print("x" * 10_000)',
      'prints single lines without end': 'while True: print()',
    },
    { limits: { wallMs: 300, outputBytes: 10_000 }, ends: ['timeout', 'protocol'] },
  ),
  ...attacks(
    { 'prints a little too much': 'print("x" * 100_000)\nreturn False' },
    { limits: { outputBytes: 10_000 }, ends: ['ok'] },
  ),
  ...attacks(
    { 'writes past its streams': 'os.write(1, b"x" * 100)\nos.write(2, b"x" * 100)\nreturn False' },
    { ends: ['ok', 'exception'] },
  ),
];

export const resourceAttacks = [...clock, ...signals, ...reading, ...processor, ...memory, ...others, ...floods];
