import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DENO_VERSION, INSTALL, PYODIDE_VERSION } from './lacks.ts';
import { findPackages } from './packages.ts';
import manifest from '../../../package.json' with { type: 'json' };

const folder = mkdtempSync(join(tmpdir(), 'w4s-packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [{}, 'no-packages'],
  [{ deno: DENO_VERSION }, 'no-packages'],
  [{ deno: '1.0.0' }, 'other-version'],
  [{ deno: DENO_VERSION, pyodide: '0.29.0' }, 'other-version'],
  [{ deno: DENO_VERSION, pyodide: PYODIDE_VERSION }, 'no-binary'],
])('with %j it says what is missing, and the command that brings it', (installed, lack) => {
  const own = mkdtempSync(join(folder, 'x'));
  for (const [name, version] of Object.entries(installed)) {
    const file = join(own, 'node_modules', name, 'package.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ name, version }));
  }
  const error = lackOf(join(own, 'index.js'));
  expect(error).toMatchObject({ code: 'sandbox-unavailable', facts: { lack } });
  expect((error as { hint: string }).hint).toContain(INSTALL);
});

test('the versions are those that the package asks for', () => {
  expect(manifest.peerDependencies).toMatchObject({ deno: DENO_VERSION, pyodide: PYODIDE_VERSION });
});

function lackOf(from: string): unknown {
  try {
    return findPackages(from);
  } catch (error) {
    return error;
  }
}
