import { afterEach, expect, test, vi } from 'vitest';
import { openSandbox, sandboxChoice } from './index.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  [{}, 'auto'],
  [{ W4S_SANDBOX: '' }, 'auto'],
  [{ W4S_SANDBOX: 'wasm' }, 'wasm'],
  [{ W4S_SANDBOX: 'native' }, 'native'],
])('%j chooses %s', (env, choice) => {
  expect(sandboxChoice(env)).toBe(choice);
});

test('what is no sandbox is refused, wherever it is named', async () => {
  const wrong = { code: 'invalid-option', exitCode: 2, message: expect.stringContaining('Did you mean `wasm`?') };
  await expect(openSandbox({ backend: 'wsm' as 'wasm' })).rejects.toMatchObject(wrong);
  vi.stubEnv('W4S_SANDBOX', 'wsm');
  await expect(openSandbox()).rejects.toMatchObject(wrong);
});

// Where it is not Linux, there is no native one.
test.skipIf(process.platform !== 'linux')('options of the native one choose it', async () => {
  vi.stubEnv('W4S_SANDBOX', 'wasm');
  const sandbox = await openSandbox({ native: {} });
  expect(sandbox.name).toMatch(/^native/);
  await sandbox.close();
});

test.skipIf(process.platform !== 'linux')('an empty W4S_PYTHON names no interpreter', async () => {
  vi.stubEnv('W4S_PYTHON', '');
  const sandbox = await openSandbox({ backend: 'native' });
  expect(sandbox.name).toMatch(/^native/);
  await sandbox.close();
});
