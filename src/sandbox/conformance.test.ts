import { expect, test } from 'vitest';
import { attackGroups, attacksIn } from './attacks/index.ts';
import { sandboxCases } from './conformance.ts';
import type { Isolation, Sandbox } from './contract.ts';

/** A backend that answers everything with the same value. */
const saying = (value: string): Sandbox => ({
  name: 'parrot',
  run: async () => ({ ok: true, value, stdout: '', cpuMs: 1, wallMs: 1, audit: [] }),
  close: async () => {},
});
const ISOLATIONS: readonly Isolation[] = ['process', 'interpreter'];
const casesOf = (isolation: Isolation) => sandboxCases({ isolation });

test.each(ISOLATIONS)('no two cases have one name: %s', (isolation) => {
  const cases = casesOf(isolation);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
});

test('what is left out says why', () => {
  const left = Object.values(attackGroups).flatMap((attacks) => attacks.filter((one) => one.appliesTo !== undefined));
  expect(left.length).toBeGreaterThan(0);
  for (const { appliesTo } of left) expect(appliesTo?.because).toMatch(/\w+ \w+/);
});

test.each(casesOf('process'))('a backend that does not do it fails: $name', async ({ run }) => {
  await expect(run(saying('nothing of the kind'))).rejects.toMatchObject({ code: 'ERR_ASSERTION' });
});

const groups = ISOLATIONS.flatMap((isolation) =>
  attacksIn(isolation).map(([group, attacks]) => ({ isolation, group, attacks })),
);

test.each(groups)(
  'every attack that gets through is named: $isolation, $group',
  async ({ isolation, group, attacks }) => {
    const { run } = casesOf(isolation).find(({ name }) => name === `attacks: ${group}`)!;
    const error: unknown = await run(saying('breached: all of it')).catch((thrown: unknown) => thrown);
    for (const { name } of attacks)
      expect(JSON.stringify((error as { actual: unknown }).actual)).toContain(`${name}: ok`);
  },
);
