import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { NativeSandbox } from './native.ts';

const folder = mkdtempSync(join(tmpdir(), 'w4s-death-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const ROUNDS = 40;
const SPAN_MS = 1200;

it('a zygote killed at any moment of its first second leaves no run undecided', { timeout: 300_000 }, async () => {
  const python = join(folder, 'python');
  const kinds = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    writeFileSync(
      python,
      `#!/bin/sh\n(sleep ${(round * SPAN_MS) / ROUNDS / 1000}; kill -9 $$) >/dev/null 2>&1 3>&- &\nexec python3 "$@"\n`,
    );
    chmodSync(python, 0o755);
    const sandbox = await NativeSandbox.open({ python, bubblewrap: undefined }).catch(
      (error: unknown) => void expect(error).toMatchObject({ code: 'sandbox-unavailable' }),
    );
    const results = await Promise.all(
      Array.from({ length: 8 }, () =>
        sandbox?.run({ code: 'import time\ntime.sleep(0.1)\n6 * 7', orLastValue: true, limits: { wallMs: 300_000 } }),
      ),
    );
    for (const result of results) kinds.add(result === undefined || result.ok ? 'ok' : result.failure.kind);
    await sandbox?.close();
  }
  expect([...kinds].filter((kind) => kind !== 'ok' && kind !== 'unavailable')).toEqual([]);
});
