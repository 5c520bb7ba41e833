import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { type Attack, programOf, type Targets } from '../attacks/attack.ts';
import { attacksIn } from '../attacks/index.ts';
import type { Json } from '../../base/json.ts';
import type { Isolation, Sandbox, SandboxCall, SandboxResult } from '../contract.ts';
import { type SandboxCase, assertValue } from './case.ts';

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

/** A case for each group of attacks that exist in this isolation. The targets are there while it runs. */
export function attackCases(parentPid: (sandbox: Sandbox) => Promise<number>, isolation: Isolation): SandboxCase[] {
  return attacksIn(isolation).map(([group, attacks]) => ({
    name: `attacks: ${group}`,
    async run(sandbox) {
      const world = await openTargets(await parentPid(sandbox));
      process.env[KEY] = 'not for the sandbox';
      try {
        await besideWitness(sandbox, () => assertRepelled(sandbox, attacks, world.targets, isolation));
        assert.equal(world.connections(), 0, 'Expected no connection to the host');
        assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
      } finally {
        delete process.env[KEY];
        world.close();
      }
    },
  }));
}

/** What happens beside another run must not reach that, nor the run after it. */
async function besideWitness(sandbox: Sandbox, happen: () => Promise<void>): Promise<void> {
  const released = Promise.withResolvers<Json>();
  const witness = sandbox.run({
    code: 'def f(agent): return agent.ask()  # WITNESS-CODE',
    entry: 'f',
    agent: ['ask'],
    onCall: () => released.promise,
    limits: { wallMs: 120_000 },
  });
  try {
    await happen();
  } finally {
    released.resolve('still here');
  }
  assertValue(await witness, 'still here');
  assertValue(await sandbox.run({ code: '6 * 7', orLastValue: true }), 42);
}

async function assertRepelled(
  sandbox: Sandbox,
  attacks: readonly Attack[],
  targets: Targets,
  isolation: Isolation,
): Promise<void> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const faults = await Promise.all(
    attacks.map((attack) =>
      queue.add(async () => faultOf(attack, await runAttack(sandbox, attack, targets, isolation))),
    ),
  );
  assert.deepEqual(
    faults.filter((fault) => fault !== undefined),
    [],
  );
}

/** What is wrong with how an attack ended. */
function faultOf({ name, ends }: Attack, result: SandboxResult): string | undefined {
  const how = result.ok ? 'ok' : result.failure.kind;
  const said = (result.ok ? String(result.value) : '') + result.stdout;
  const told = `${name}: ${how}, ${result.ok ? said : result.failure.message}`;
  if (said.includes('breached')) return `${told}: it got through`;
  if (how === 'unavailable') return `${told}: the sandbox broke`;
  if (ends !== undefined && !ends.includes(how)) return `${told}: expected ${ends.join(' or ')}`;
  if (result.audit.length > 50) return `${told}: ${result.audit.length} audit events`;
  return result.cpuMs > 0 ? undefined : `${told}: no processor time was measured`;
}

function runAttack(sandbox: Sandbox, attack: Attack, targets: Targets, isolation: Isolation): Promise<SandboxResult> {
  const gold = GOLD;
  return sandbox.run({
    code: programOf(attack, isolation),
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
