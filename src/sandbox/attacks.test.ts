import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { programOf } from './attacks/attack.ts';
import { attackGroups } from './attacks/index.ts';
import { openTargets } from './conformance/attacks.ts';

/** Each attack in a process of its own, so that one that breaks its process does not end the others. */
const RUNNER = `
import json, os, signal, sys
attacks, target = json.load(open(sys.argv[1]))
for name, code in attacks:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(5)
        try:
            space = {"__name__": "attack"}
            exec(compile(code, "attack.py", "exec"), space)
            said = space["attack"](None, target)
        except BaseException as error:
            said = repr(error)
        os.write(writer, said.encode()[:2000])
        os._exit(0)
    os.close(writer)
    print(json.dumps([name, os.read(reader, 4096).decode()]), flush=True)
    os.close(reader)
    os.waitpid(child, 0)
`;

it('there are enough attacks', () => {
  expect(Object.values(attackGroups).flat().length).toBeGreaterThanOrEqual(120);
});

it('attacks that need no rights succeed without a sandbox, so that their failing in one means something', async () => {
  const world = await openTargets(process.ppid);
  const folder = mkdtempSync(join(tmpdir(), 'w4s-attacks-'));
  try {
    const plain = Object.values(attackGroups)
      .flat()
      .filter((attack) => attack.plain === true);
    const list = join(folder, 'attacks.json');
    writeFileSync(list, JSON.stringify([plain.map((attack) => [attack.name, programOf(attack)]), world.targets]));
    const output = execFileSync('python3', ['-I', '-c', RUNNER, list], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const failed = output
      .split('\n')
      .filter((line) => line.startsWith('['))
      .map((line) => JSON.parse(line) as [string, string])
      .filter(([, said]) => !said.startsWith('breached'));
    expect(plain.length).toBeGreaterThan(60);
    // A container may close a few of these doors by itself.
    expect(failed.length, JSON.stringify(failed, null, 1)).toBeLessThanOrEqual(plain.length * 0.15);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    world.close();
  }
});
