import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openNative } from './open.ts';
import type { NativeSandbox } from './native.ts';

const has = (name: string): boolean => spawnSync('python3', ['-I', '-c', `import ${name}`]).status === 0;

describe.each(['never', 'auto'] as const)('installed packages (bubblewrap: %s)', (bubblewrap) => {
  let sandbox: NativeSandbox;
  beforeAll(async () => {
    sandbox = await openNative({ bubblewrap });
  });
  afterAll(() => sandbox.close());

  it.skipIf(!has('sympy'))('sympy works where it is installed', async () => {
    const code =
      'import sympy\n' +
      'from sympy.parsing.sympy_parser import parse_expr\n' +
      'x = sympy.symbols("x")\n' +
      '[str(s) for s in sympy.solve(x**2 - 2, x)] + [str(parse_expr("2*x + x"))]';
    expect(await sandbox.run({ code, orLastValue: true })).toMatchObject({
      ok: true,
      value: ['-sqrt(2)', 'sqrt(2)', '3*x'],
    });
  });

  it.skipIf(!has('numpy'))('numpy works where it is installed, and its values come back', async () => {
    const code =
      'import numpy as np\n' +
      '{"a": np.arange(3), "n": np.float64(1.5), "i": np.int64(7), "d": np.linalg.det(np.eye(2)), "nan": np.nan}';
    expect(await sandbox.run({ code, orLastValue: true })).toMatchObject({
      ok: true,
      value: { a: [0, 1, 2], n: 1.5, i: 7, d: 1, nan: { $float: 'nan' } },
    });
  });

  it.skipIf(!has('numpy') || !has('sympy')).each(['numpy.random.random()', 'sympy.core.random.random()'])(
    '%s draws other numbers in each run',
    async (draw) => {
      const request = { code: `import numpy, sympy\n${draw}`, orLastValue: true };
      const [first, second] = await Promise.all([sandbox.run(request), sandbox.run(request)]);
      expect(first).toMatchObject({ ok: true, value: expect.any(Number) });
      expect(first).not.toMatchObject({ value: second.ok ? second.value : null });
    },
  );

  it('what is not installed is an ImportError', async () => {
    const result = await sandbox.run({ code: 'import numpy, tensorflow_is_not_here' });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'exception', errorType: 'ModuleNotFoundError' } });
  });

  it('packages open no door', async () => {
    const result = await sandbox.run({ code: 'import sympy\nopen("/etc/passwd")' });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'exception' } });
  });
});
