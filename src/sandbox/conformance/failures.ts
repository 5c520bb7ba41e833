import assert from 'node:assert/strict';
import { type AppliesTo, PROCESS } from '../attacks/attack.ts';
import type { SandboxRequest } from '../contract.ts';
import { type ExpectedFailure, type SandboxCase, assertFailure, assertValue } from './case.ts';

/** `[name, a program, how its failure is told, where]`. */
const FAILING: [string, SandboxRequest, ExpectedFailure, AppliesTo?][] = [
  [
    'an exception',
    { code: 'def f():\n  return 1 / 0\n\nf()' },
    {
      kind: 'exception',
      errorType: 'ZeroDivisionError',
      message: /division by zero/,
      traceback: /line 2, in f/,
    },
  ],
  [
    'an exception in the library',
    { code: 'import json\njson.loads("{")' },
    { kind: 'exception', errorType: 'JSONDecodeError', traceback: /^(?![^]*decoder\.py)/ },
  ],
  [
    'an exception of its own',
    { code: 'class Odd(Exception): pass\nraise Odd("why")' },
    { kind: 'exception', errorType: 'Odd', message: /why/ },
  ],
  [
    'a syntax error',
    { code: 'x = 1\ndef f(:\n  pass' },
    { kind: 'exception', errorType: 'SyntaxError', message: /line 2/, traceback: /def f\(:/ },
  ],
  ['a null byte', { code: 'x = "\0"' }, { kind: 'exception' }],
  ['too deep an expression', { code: `x = ${'('.repeat(500)}${')'.repeat(500)}` }, { kind: 'exception' }],
  [
    'endless recursion',
    { code: 'def f(): return f()\nf()' },
    { kind: 'exception', errorType: 'RecursionError', traceback: /line 1, in f/ },
  ],
  [
    'a missing entry',
    { code: 'def g(): pass', entry: ['workflow', 'solver'] },
    { kind: 'exception', errorType: 'NameError', message: /workflow or solver/ },
  ],
  [
    'an entry that needs more',
    { code: 'def f(a, b): pass', entry: 'f', args: [1] },
    { kind: 'exception', errorType: 'TypeError' },
  ],
  [
    'sys.exit',
    { code: 'import sys\nsys.exit(3)' },
    { kind: 'exception', errorType: 'SystemExit', message: /exit\(3\)/ },
  ],
  ['os._exit', { code: 'import os\nos._exit(3)' }, { kind: 'exception', message: /status 3/ }],
  [
    'a crash',
    { code: 'import ctypes\nctypes.string_at(0)' },
    { kind: 'exception', errorType: 'SIGSEGV' },
    PROCESS.memory,
  ],
  ['KeyboardInterrupt', { code: 'raise KeyboardInterrupt' }, { kind: 'exception', errorType: 'KeyboardInterrupt' }],
  ['a MemoryError', { code: 'x = bytearray(1 << 30)' }, { kind: 'memory' }],
  ['a deadline', { code: 'while True: pass', limits: { wallMs: 200 } }, { kind: 'timeout', message: /200 ms/ }],
  [
    'a deadline of processor time',
    { code: 'while True: pass', limits: { cpuMs: 100 } },
    { kind: 'timeout', message: /processor/ },
  ],
  ['a large value', { code: '"x" * 2000', orLastValue: true, limits: { outputBytes: 1000 } }, { kind: 'output' }],
  ['a forbidden file', { code: 'open("/etc/passwd")' }, { kind: 'exception', errorType: 'PermissionError' }],
];

/** Failing programs and how their failure is told. */
export const failureCases: readonly SandboxCase[] = [
  ...FAILING.map(([what, request, failure, appliesTo]): SandboxCase => ({
    name: `failures: tells of ${what}`,
    appliesTo,
    async run(sandbox) {
      assertFailure(await sandbox.run(request), failure);
    },
  })),

  {
    name: 'failures: gives the lines of the code and their text',
    async run(sandbox) {
      const result = await sandbox.run({ code: 'def f():\n    raise ValueError("x")\nf()' });
      assertFailure(result, {
        traceback:
          'Traceback (most recent call last):\n' +
          '  File "workflow.py", line 3, in <module>\n' +
          '    f()\n' +
          '  File "workflow.py", line 2, in f\n' +
          '    raise ValueError("x")\n' +
          'ValueError: x\n',
      });
    },
  },

  {
    name: 'failures: is killed by its signal, while it runs and before',
    async run(sandbox) {
      const controller = new AbortController();
      const running = sandbox.run({ code: 'while True: pass', signal: controller.signal });
      setTimeout(() => controller.abort(), 100);
      assertFailure(await running, { kind: 'killed' });
      assertFailure(await sandbox.run({ code: '1', signal: controller.signal }), { kind: 'killed' });
    },
  },

  {
    name: 'failures: measures time',
    async run(sandbox) {
      const result = await sandbox.run({ code: 'import time\ntime.sleep(0.05)\nsum(range(2_000_000))' });
      assert.ok(result.wallMs > 50, `got ${result.wallMs}`);
      assert.ok(result.cpuMs > 5, `got ${result.cpuMs}`);
      assert.ok(result.cpuMs < result.wallMs, `got ${result.cpuMs}`);
    },
  },

  {
    name: 'failures: rejects limits that can not be kept',
    async run(sandbox) {
      await assert.rejects(sandbox.run({ code: '1', limits: { wallMs: Number.NaN } }), { code: 'invalid-limit' });
    },
  },

  {
    name: 'failures: notes what the code tries',
    async run(sandbox) {
      const code =
        'import os, socket, subprocess, ctypes\n' +
        'for attempt in (lambda: open("/etc/passwd"), lambda: os.system("ls"), lambda: subprocess.run(["ls"]), ' +
        'lambda: socket.socket(), lambda: __import__("numpy")):\n' +
        '  try: attempt()\n' +
        '  except (OSError, ImportError): pass';
      const { audit } = await sandbox.run({ code });
      const seen = audit.map(({ event, detail }) => `${event} ${detail}`);
      assert.ok(seen.includes('open /etc/passwd'), `got ${seen.join(', ')}`);
      assert.ok(seen.includes('os.system ls'), `got ${seen.join(', ')}`);
      assert.ok(seen.includes('import numpy'), `got ${seen.join(', ')}`);
      assert.ok(seen.includes('import ctypes'), `got ${seen.join(', ')}`);
      assert.match(seen.join('\n'), /subprocess\.Popen ls/);
      assert.match(seen.join('\n'), /socket\.__new__/);
    },
  },

  {
    name: 'failures: notes nothing of harmless code',
    async run(sandbox) {
      const code =
        'import asyncio, collections, dataclasses, re, json\n' +
        'from concurrent.futures import ThreadPoolExecutor\n' +
        'async def f(): await asyncio.sleep(0)\n' +
        'asyncio.run(f())\n' +
        're.findall("a", "a")\n' +
        'with ThreadPoolExecutor() as pool: pool.submit(int).result()\n' +
        'collections.namedtuple("A", "b")(1)';
      const result = await sandbox.run({ code });
      assertValue(result, null);
      assert.deepEqual(result.audit, []);
    },
  },

  {
    name: 'failures: notes nothing of what Python looks up to quote it in a message',
    async run(sandbox) {
      const code = `
import json, threading, traceback
def attempt(program):
    try:
        exec(compile(program, "<input>", "exec"))
    except BaseException:
        return traceback.format_exc()
for program in ("return 4", "x = (1,\\ny = 2", "whille True: pass", "prnt(1)", "'a'.uper()", "eval('1+')",
                "exec('break')", "json.loads('{')", "from math import sqr"):
    attempt(program)
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
`;
      const result = await sandbox.run({ code });
      assertValue(result, null);
      assert.deepEqual(result.audit, []);
    },
  },

  {
    name: 'failures: notes a file that only looks like one of those',
    async run(sandbox) {
      const code = `
import json, os
library = os.path.dirname(os.__file__)
outside, written = (library + "/../../etc/shadow", "r"), (library + "/json/decoder.py", "w")
for name, mode in (outside, written, ("<input>", "w"), ("/<x>", "r")):
    try: open(name, mode)
    except OSError: pass
`;
      const { audit } = await sandbox.run({ code });
      assert.equal(audit.filter(({ event }) => event === 'open').length, 4);
    },
  },
];
