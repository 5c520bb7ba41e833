import { expect, test } from 'vitest';
import { attackGroups } from './attacks/index.ts';
import { sandboxCases } from './conformance.ts';
import type { Sandbox } from './contract.ts';

/** A backend that answers everything with the same value. */
const saying = (value: string): Sandbox => ({
  name: 'parrot',
  run: async () => ({ ok: true, value, stdout: '', cpuMs: 1, wallMs: 1, audit: [] }),
  close: async () => {},
});
const cases = sandboxCases();

test('no two cases have one name', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

test.each(cases)('a backend that does not do it fails: $name', async ({ run }) => {
  await expect(run(saying('nothing of the kind'))).rejects.toMatchObject({ code: 'ERR_ASSERTION' });
});

test.each(Object.entries(attackGroups))('every attack that gets through is named: %s', async (group, attacks) => {
  const { run } = cases.find(({ name }) => name === `attacks: ${group}`)!;
  const error: unknown = await run(saying('breached: all of it')).catch((thrown: unknown) => thrown);
  for (const { name } of attacks)
    expect(JSON.stringify((error as { actual: unknown }).actual)).toContain(`${name}: ok`);
});
