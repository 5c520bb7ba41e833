import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { noPostgres, query } from './postgres.ts';
import { freePort } from './free-port.ts';

/** Whether there is no PgBouncer here, or no PostgreSQL. */
export const noPooler = noPostgres || spawnSync('pgbouncer', ['--version']).error !== undefined;

/** A PgBouncer in transaction mode. */
export interface Pooler {
  /** Of the database through it. */
  url: string;
  close(): Promise<void>;
}

/** Starts one in front of a database, with two connections for all clients: each transaction gets another one. */
export async function startPooler(database: string): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), 'w4s-pooler-'));
  const direct = new URL(database);
  const port = await freePort();
  writeFileSync(
    join(folder, 'pooler.ini'),
    `[databases]
${direct.pathname.slice(1)} = host=127.0.0.1 port=${direct.port} user=w4s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
auth_type = any
pool_mode = transaction
default_pool_size = 2
server_round_robin = 1
unix_socket_dir =
`,
  );
  const who = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
  const pooler = spawn('pgbouncer', [...who, join(folder, 'pooler.ini')], { stdio: 'ignore' });
  direct.port = String(port);
  for (let tries = 0; tries < 100; tries++) {
    if (await query(direct.href, 'select 1').catch(() => undefined)) break;
    await sleep(100);
  }
  return {
    url: direct.href,
    close: async () => {
      pooler.kill();
      await once(pooler, 'close');
      rmSync(folder, { recursive: true });
    },
  };
}
