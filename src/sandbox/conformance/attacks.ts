import { createServer, type Server } from 'node:net';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valueUnder } from '../../base/lists.ts';
import { type Attack, programOf, type Targets } from '../attacks/attack.ts';
import { attackGroups } from '../attacks/index.ts';
import type { Json } from '../../base/json.ts';
import type { Sandbox, SandboxCall, SandboxResult } from '../contract.ts';

const AT_ONCE = 6;
const GOLD = 'GOLD-ANSWER of the host';
const KEY = 'W4S_TEST_KEY';

/** Opens the attacks' targets on this machine; call `close` afterwards. */
export async function openTargets(
  parentPid: number,
): Promise<{ targets: Targets; connections: () => number; close: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'w4s-targets-'));
  chmodSync(folder, 0o777);
  const file = join(folder, 'secret.txt');
  writeFileSync(file, 'a secret', { mode: 0o666 });
  let connections = 0;
  const listen = (where: string | number): Promise<Server> => {
    const server = createServer((socket) => (connections++, socket.on('error', () => {}).end('hello')));
    return new Promise((resolve) =>
      typeof where === 'number'
        ? server.listen(where, '127.0.0.1', () => resolve(server))
        : server.listen(where, () => resolve(server)),
    );
  };
  const onPort = await listen(0);
  const servers = [onPort, await listen(join(folder, 'socket'))];
  chmodSync(join(folder, 'socket'), 0o777);
  const { port } = onPort.address() as { port: number };
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return {
    targets: { file, folder, port, socket: join(folder, 'socket'), hostPid: process.pid, parentPid, machine },
    connections: () => connections,
    close: () => {
      servers.forEach((server) => server.close());
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs every attack while a witness, another run, waits; none may succeed, and the witness must not notice. */
export function attackCases(sandbox: () => Sandbox, parentPid: () => Promise<number>): void {
  describe('attacks', () => {
    const results = new Map<Attack, SandboxResult>();
    let witness: Promise<SandboxResult>;
    let releaseWitness!: () => void;
    let world: Awaited<ReturnType<typeof openTargets>>;

    beforeAll(async () => {
      process.env[KEY] = 'not for the sandbox';
      world = await openTargets(await parentPid());
      const released = new Promise<Json>((resolve) => (releaseWitness = () => resolve('still here')));
      witness = sandbox().run({
        code: 'def f(agent): return agent.ask()  # WITNESS-CODE',
        entry: 'f',
        agent: ['ask'],
        onCall: () => released,
        limits: { wallMs: 120_000 },
      });
      const queue = new PQueue({ concurrency: AT_ONCE });
      const all = Object.values(attackGroups).flat();
      await Promise.all(
        all.map((attack) =>
          queue.add(async () => results.set(attack, await runAttack(sandbox(), attack, world.targets))),
        ),
      );
    }, 120_000);

    afterAll(() => {
      delete process.env[KEY];
      world.close();
    });

    for (const [group, attacks] of Object.entries(attackGroups)) {
      it.each(attacks.map((attack) => [`${group}: ${attack.name}`, attack] as const))('%s', (_, attack) => {
        const result = valueUnder(results, attack);
        const how = result.ok ? 'ok' : result.failure.kind;
        expect(String(result.ok ? result.value : '') + result.stdout).not.toContain('breached');
        expect(how, result.ok ? '' : result.failure.message).not.toBe('unavailable');
        if (attack.ends !== undefined) expect(attack.ends, result.ok ? '' : result.failure.message).toContain(how);
        expect(result.audit.length).toBeLessThanOrEqual(50);
        expect(result.cpuMs).toBeGreaterThan(0);
      });
    }

    it('leave the other run, the host and the next run as they were', async () => {
      releaseWitness();
      expect(await witness).toMatchObject({ ok: true, value: 'still here' });
      expect(world.connections()).toBe(0);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      expect(await sandbox().run({ code: '6 * 7', orLastValue: true })).toMatchObject({ ok: true, value: 42 });
    });
  });
}

function runAttack(sandbox: Sandbox, attack: Attack, targets: Targets): Promise<SandboxResult> {
  const gold = GOLD;
  return sandbox.run({
    code: programOf(attack),
    entry: 'attack',
    args: [{ ...targets }],
    agent: ['ask'],
    onCall: (call) => answer(call, gold),
    limits: { wallMs: 10_000, cpuMs: 5000, ...attack.limits },
  });
}

/** A host that knows a gold answer and never gives it away. */
async function answer({ args }: SandboxCall, gold: string): Promise<Json> {
  if (args[0] === 'never') return new Promise<Json>(() => {});
  if (args[0] === 'slow') await new Promise((resolve) => setTimeout(resolve, 100));
  return gold.length;
}
