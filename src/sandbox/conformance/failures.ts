import { describe, expect, it } from 'vitest';
import type { Sandbox, SandboxFailure, SandboxRequest } from '../contract.ts';

type Case = [name: string, request: SandboxRequest, failure: Partial<Record<keyof SandboxFailure, unknown>>];

const containing = (text: string): unknown => expect.stringContaining(text);

const CASES: Case[] = [
  [
    'an exception',
    { code: 'def f():\n  return 1 / 0\n\nf()' },
    {
      kind: 'exception',
      errorType: 'ZeroDivisionError',
      message: containing('division by zero'),
      traceback: containing('line 2, in f'),
    },
  ],
  [
    'an exception in the library',
    { code: 'import json\njson.loads("{")' },
    { kind: 'exception', errorType: 'JSONDecodeError', traceback: expect.not.stringContaining('decoder.py') },
  ],
  [
    'an exception of its own',
    { code: 'class Odd(Exception): pass\nraise Odd("why")' },
    { kind: 'exception', errorType: 'Odd', message: containing('why') },
  ],
  [
    'a syntax error',
    { code: 'x = 1\ndef f(:\n  pass' },
    { kind: 'exception', errorType: 'SyntaxError', message: containing('line 2'), traceback: containing('def f(:') },
  ],
  ['a null byte', { code: 'x = "\0"' }, { kind: 'exception' }],
  ['too deep an expression', { code: `x = ${'('.repeat(500)}${')'.repeat(500)}` }, { kind: 'exception' }],
  [
    'endless recursion',
    { code: 'def f(): return f()\nf()' },
    { kind: 'exception', errorType: 'RecursionError', traceback: containing('line 1, in f') },
  ],
  [
    'a missing entry',
    { code: 'def g(): pass', entry: ['workflow', 'solver'] },
    { kind: 'exception', errorType: 'NameError', message: containing('workflow or solver') },
  ],
  [
    'an entry that needs more',
    { code: 'def f(a, b): pass', entry: 'f', args: [1] },
    { kind: 'exception', errorType: 'TypeError' },
  ],
  [
    'sys.exit',
    { code: 'import sys\nsys.exit(3)' },
    { kind: 'exception', errorType: 'SystemExit', message: containing('exit(3)') },
  ],
  ['os._exit', { code: 'import os\nos._exit(3)' }, { kind: 'exception', message: containing('status 3') }],
  ['a crash', { code: 'import ctypes\nctypes.string_at(0)' }, { kind: 'exception', errorType: 'SIGSEGV' }],
  ['KeyboardInterrupt', { code: 'raise KeyboardInterrupt' }, { kind: 'exception', errorType: 'KeyboardInterrupt' }],
  ['a MemoryError', { code: 'x = bytearray(1 << 31)' }, { kind: 'memory' }],
  [
    'a deadline',
    { code: 'while True: pass', limits: { wallMs: 200 } },
    { kind: 'timeout', message: containing('200 ms') },
  ],
  [
    'a deadline of processor time',
    { code: 'while True: pass', limits: { cpuMs: 100 } },
    { kind: 'timeout', message: containing('processor') },
  ],
  ['a large value', { code: '"x" * 2000', orLastValue: true, limits: { outputBytes: 1000 } }, { kind: 'output' }],
  ['a forbidden file', { code: 'open("/etc/passwd")' }, { kind: 'exception', errorType: 'PermissionError' }],
];

/** Failing programs and their reported failures. */
export function failureCases(sandbox: () => Sandbox): void {
  describe('failures', () => {
    it.each(CASES)('tells of %s', async (_, request, failure) => {
      expect(await sandbox().run(request)).toMatchObject({ ok: false, failure });
    });

    it('gives the lines of the code and their text', async () => {
      const result = await sandbox().run({ code: 'def f():\n    raise ValueError("x")\nf()' });
      if (result.ok) throw new Error('it did not fail');
      expect(result.failure.traceback).toBe(
        'Traceback (most recent call last):\n' +
          '  File "workflow.py", line 3, in <module>\n' +
          '    f()\n' +
          '  File "workflow.py", line 2, in f\n' +
          '    raise ValueError("x")\n' +
          'ValueError: x\n',
      );
    });

    it('is killed by its signal, while it runs and before', async () => {
      const controller = new AbortController();
      const running = sandbox().run({ code: 'while True: pass', signal: controller.signal });
      setTimeout(() => controller.abort(), 100);
      expect(await running).toMatchObject({ ok: false, failure: { kind: 'killed' } });
      expect(await sandbox().run({ code: '1', signal: controller.signal })).toMatchObject({
        ok: false,
        failure: { kind: 'killed' },
      });
    });

    it('measures time', async () => {
      const result = await sandbox().run({ code: 'import time\ntime.sleep(0.05)\nsum(range(2_000_000))' });
      expect(result.wallMs).toBeGreaterThan(50);
      expect(result.cpuMs).toBeGreaterThan(5);
      expect(result.cpuMs).toBeLessThan(result.wallMs);
    });

    it('rejects limits that can not be kept', async () => {
      await expect(sandbox().run({ code: '1', limits: { wallMs: Number.NaN } })).rejects.toMatchObject({
        code: 'invalid-limit',
      });
    });

    it('notes what the code tries', async () => {
      const code =
        'import os, socket, subprocess, ctypes\n' +
        'for attempt in (lambda: open("/etc/passwd"), lambda: os.system("ls"), lambda: subprocess.run(["ls"]), ' +
        'lambda: socket.socket(), lambda: __import__("numpy")):\n' +
        '  try: attempt()\n' +
        '  except (OSError, ImportError): pass';
      const { audit } = await sandbox().run({ code });
      const seen = audit.map(({ event, detail }) => `${event} ${detail}`);
      expect(seen).toContain('open /etc/passwd');
      expect(seen).toContain('os.system ls');
      expect(seen).toContain('import numpy');
      expect(seen).toContain('import ctypes');
      expect(seen.join('\n')).toMatch(/subprocess\.Popen ls/);
      expect(seen.join('\n')).toMatch(/socket\.__new__/);
    });

    it('notes nothing of harmless code', async () => {
      const code =
        'import asyncio, collections, dataclasses, re, json\n' +
        'from concurrent.futures import ThreadPoolExecutor\n' +
        'async def f(): await asyncio.sleep(0)\n' +
        'asyncio.run(f())\n' +
        're.findall("a", "a")\n' +
        'with ThreadPoolExecutor() as pool: pool.submit(int).result()\n' +
        'collections.namedtuple("A", "b")(1)';
      expect((await sandbox().run({ code })).audit).toEqual([]);
    });
  });
}
