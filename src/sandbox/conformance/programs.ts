import assert from 'node:assert/strict';
import { type AppliesTo, PROCESS } from '../attacks/attack.ts';
import type { Json } from '../../base/json.ts';
import { type SandboxCase, assertFailure, assertValue } from './case.ts';

interface Program {
  name: string;
  code: string;
  value: Json;
  entry?: string | string[];
  args?: Json[];
  orLastValue?: boolean;
  appliesTo?: AppliesTo;
}

const LIBRARY = (
  're json math collections itertools functools statistics random datetime fractions decimal string heapq bisect ' +
  'typing dataclasses concurrent.futures threading asyncio time copy operator ast textwrap unicodedata enum abc io'
).split(' ');

const PROGRAMS: Program[] = [
  {
    name: 'calls the first function that exists',
    code: 'def solver(x): return x\ndef workflow(x): return -x',
    entry: ['workflow', 'solver'],
    args: [1],
    value: -1,
  },
  {
    name: 'calls the only one of two names',
    code: 'def solver(x): return x',
    entry: ['workflow', 'solver'],
    args: [1],
    value: 1,
  },
  { name: 'drops surplus arguments', code: 'def f(a): return a', entry: 'f', args: [1, 2, 3], value: 1 },
  { name: 'gives all arguments to *args', code: 'def f(*a): return a', entry: 'f', args: [1, 2], value: [1, 2] },
  { name: 'keeps a default', code: 'def f(a, b=5): return [a, b]', entry: 'f', args: [1], value: [1, 5] },
  {
    name: 'awaits an async function',
    code: 'import asyncio\nasync def f(a):\n  await asyncio.sleep(0.001)\n  return a',
    entry: 'f',
    args: [4],
    value: 4,
  },
  {
    name: 'runs asyncio by itself',
    code:
      'import asyncio\n' +
      'async def g(n):\n' +
      '  await asyncio.sleep(0)\n' +
      '  return n\n' +
      'async def main(): return await asyncio.gather(*map(g, range(5)))\n' +
      'def f(): return asyncio.run(main())',
    entry: 'f',
    value: [0, 1, 2, 3, 4],
  },
  {
    name: 'takes a callable object',
    code: 'class F:\n  def __call__(self, a): return a\nf = F()',
    entry: 'f',
    args: [3],
    value: 3,
  },
  { name: 'calls nothing without an entry', code: 'x = 1', value: null },
  { name: 'returns the last expression', code: 'x = 20\nx + 1', orLastValue: true, entry: 'solution', value: 21 },
  { name: 'returns the last assignment', code: 'x = 20', orLastValue: true, value: 20 },
  { name: 'returns the last of several targets', code: 'a, *b = [1, 2, 3]', orLastValue: true, value: [1, 2, 3] },
  { name: 'returns what an augmented assignment made', code: 'x = [1]\nx[0] += 4', orLastValue: true, value: 5 },
  {
    name: 'prefers the entry to the last value',
    code: 'def solution(): return 1\n2',
    orLastValue: true,
    entry: 'solution',
    value: 1,
  },
  {
    name: 'is a module, not the main program',
    code: 'import sys\ndef f(): return [__name__ != "__main__", sys.modules[__name__].__dict__ is globals()]',
    orLastValue: true,
    entry: 'f',
    value: [true, true],
  },
  {
    name: 'is the main program where it has no entry',
    code: 'import sys\n[__name__, sys.modules[__name__].__dict__ is globals()]',
    orLastValue: true,
    value: ['__main__', true],
  },
  {
    name: 'has dataclasses with annotations as text',
    code:
      'from __future__ import annotations\n' +
      'import dataclasses, typing\n' +
      '@dataclasses.dataclass\n' +
      'class P:\n' +
      '  x: int\n' +
      '  y: typing.ClassVar[int] = 2\n' +
      'typing.get_type_hints(P)["x"].__name__',
    orLastValue: true,
    value: 'int',
  },
  {
    name: 'has its own source',
    code: 'import inspect\ndef f():\n  return 1\ninspect.getsource(f)',
    orLastValue: true,
    value: 'def f():\n  return 1\n',
  },
  {
    name: 'runs a pool of threads',
    code:
      'from concurrent.futures import ThreadPoolExecutor\n' +
      'with ThreadPoolExecutor(8) as pool: x = list(pool.map(lambda n: n * n, range(20)))\n' +
      'sum(x)',
    orLastValue: true,
    value: 2470,
  },
  {
    name: 'has a pool of the default size',
    code:
      'from concurrent.futures import ThreadPoolExecutor\n' +
      'with ThreadPoolExecutor() as pool: x = pool.submit(int, "7").result()\n' +
      'x',
    orLastValue: true,
    value: 7,
  },
  {
    name: 'sleeps',
    code: 'import time\nstart = time.monotonic()\ntime.sleep(0.02)\ntime.monotonic() - start >= 0.02',
    orLastValue: true,
    value: true,
  },
  {
    name: 'has alarms',
    appliesTo: PROCESS.signals,
    code:
      'import signal, time\n' +
      'fired = []\n' +
      'signal.signal(signal.SIGALRM, lambda *_: fired.append(1))\n' +
      'signal.setitimer(signal.ITIMER_REAL, 0.005)\n' +
      'time.sleep(0.03)\n' +
      'fired',
    orLastValue: true,
    value: [1],
  },
  {
    name: 'parses dates',
    code: 'import datetime\ndatetime.datetime.strptime("2 March 2024", "%d %B %Y").isoformat()',
    orLastValue: true,
    value: '2024-03-02T00:00:00',
  },
  {
    name: 'knows names of characters',
    code: '"\\N{SNOWMAN}".encode("unicode_escape").decode()',
    orLastValue: true,
    value: '\\u2603',
  },
  {
    name: 'keeps a seed',
    code: 'import random\nrandom.seed(7)\na = random.random()\nrandom.seed(7)\na == random.random()',
    orLastValue: true,
    value: true,
  },
  {
    name: 'has an empty input',
    code: 'try: x = input()\nexcept EOFError: x = "EOF"\nx',
    orLastValue: true,
    value: 'EOF',
  },
  {
    name: 'has what parts of the library import only when they are called',
    code:
      'import ast, logging, unittest, xml.etree.ElementTree as tree\n' +
      'class Logs(unittest.TestCase):\n' +
      '  def runTest(self):\n' +
      '    with self.assertLogs(level="INFO"): logging.info("x")\n' +
      'class Waits(unittest.IsolatedAsyncioTestCase): pass\n' +
      'Logs().runTest()\n' +
      '[ast.unparse(ast.parse("a  +  1")), tree.fromstring("<a>b</a>").text]',
    orLastValue: true,
    value: ['a + 1', 'b'],
  },
  { name: 'imports the usual library', code: `import ${LIBRARY.join(', ')}\nTrue`, orLastValue: true, value: true },
  {
    name: 'reports a missing module as such',
    code:
      'try: import no_such_thing\n' +
      'except ImportError as error: x = [type(error).__name__, "no_such_thing" in str(error)]\n' +
      'x',
    orLastValue: true,
    value: ['ModuleNotFoundError', true],
  },
];

/** Sound programs and what they return. */
export const programCases: readonly SandboxCase[] = [
  ...PROGRAMS.map((program): SandboxCase => ({
    name: `programs: ${program.name}`,
    appliesTo: program.appliesTo,
    async run(sandbox) {
      assertValue(await sandbox.run(program), program.value);
    },
  })),

  {
    name: 'programs: draws other random numbers in each run',
    async run(sandbox) {
      const request = { code: 'import random\nrandom.random()', orLastValue: true };
      const [first, second] = await Promise.all([sandbox.run(request), sandbox.run(request)]);
      assert.ok(first.ok && second.ok);
      assert.notEqual(first.value, second.value);
    },
  },

  {
    name: 'programs: may start a few hundred threads, and is told when there are no more',
    async run(sandbox) {
      const code =
        'import threading\n' +
        'held = threading.Event()\n' +
        'started = 0\n' +
        'try:\n' +
        '  for _ in range(5000):\n' +
        '    threading.Thread(target=held.wait, daemon=True).start()\n' +
        '    started += 1\n' +
        'except RuntimeError: pass\n' +
        'started';
      // A kernel that can't count them has the run stopped instead, after some more.
      const result = await sandbox.run({
        code: `import threading\nthreading.stack_size(32768)\n${code}`,
        orLastValue: true,
        limits: { wallMs: 5000 },
      });
      if (result.ok) assert.ok(Number(result.value) > 100 && Number(result.value) < 256, `got ${String(result.value)}`);
      else assertFailure(result, { kind: 'exception', errorType: 'ThreadLimit' });
    },
  },

  {
    name: 'programs: keeps nothing from one run to the next',
    async run(sandbox) {
      await sandbox.run({
        code: 'import builtins, json, sys\nbuiltins.leaked = json.leaked = 1\nsys.modules["leaked"] = sys',
      });
      const code =
        'import builtins, json, sys\n[hasattr(builtins, "leaked"), hasattr(json, "leaked"), "leaked" in sys.modules]';
      assertValue(await sandbox.run({ code, orLastValue: true }), [false, false, false]);
    },
  },

  {
    name: 'programs: captures what is printed, also in a run that is stopped',
    async run(sandbox) {
      const printed = await sandbox.run({
        code: 'import sys\nprint("ä", 1)\nsys.stderr.write("unseen")\nprint("end", end="")',
      });
      assert.equal(printed.stdout, 'ä 1\nend');
      const stopped = await sandbox.run({ code: 'print("before")\nwhile True: pass', limits: { wallMs: 300 } });
      assert.equal(stopped.ok, false);
      assert.equal(stopped.stdout, 'before\n');
    },
  },

  {
    name: 'programs: lets a script end by an exit, and waits for its threads',
    async run(sandbox) {
      const late = 'import time\ndef late():\n  time.sleep(0.1)\n  print(42)\n';
      const scripts = [
        'import sys\ndef main():\n  print(42)\nif __name__ == "__main__":\n  sys.exit(main())',
        'print(42)\nexit()',
        'print(42)\nquit(0)',
        `${late}import threading\nthreading.Thread(target=late).start()`,
        `${late}from concurrent.futures import ThreadPoolExecutor\np = ThreadPoolExecutor()\np.submit(late) and None`,
      ];
      const results = await Promise.all(scripts.map((code) => sandbox.run({ code, orLastValue: true })));
      for (const result of results) {
        assertValue(result, null);
        assert.equal(result.stdout, '42\n');
      }
      const failed = await sandbox.run({ code: 'import sys\nsys.exit(3)', orLastValue: true });
      assertFailure(failed, { kind: 'exception', errorType: 'SystemExit' });
      const endless = `${late}import threading\nthreading.Thread(target=lambda: time.sleep(9)).start()`;
      assertFailure(await sandbox.run({ code: endless, orLastValue: true, limits: { wallMs: 300 } }), {
        kind: 'timeout',
      });
      const daemon = endless.replace(').start', ', daemon=True).start');
      assertValue(await sandbox.run({ code: `${daemon}\n7`, orLastValue: true }), 7);
    },
  },

  {
    name: 'programs: cuts what is printed at its limit and still succeeds',
    async run(sandbox) {
      const result = await sandbox.run({
        code: 'print("€" * 5000)\n1',
        orLastValue: true,
        limits: { outputBytes: 1000 },
      });
      assertValue(result, 1);
      assert.match(result.stdout, /^€{320,333}$/);
    },
  },
];
