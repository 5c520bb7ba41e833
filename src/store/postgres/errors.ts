import { W4sError, messageOf } from '../../base/errors.ts';
import { type PostgresAddress, withoutPasswords } from '../../base/store-url.ts';

/** By what the server or the network says: what it means for a store, and what to do. */
const MEANINGS: readonly [kinds: readonly string[], code: string, hint: string][] = [
  [['53100', '53200', '54000'], 'store-full', 'Free some disk space on its server, then continue with `w4s resume`.'],
  [
    ['25006'],
    'store-read-only',
    'Name the primary server: a replica, or a database that is set to read-only, can be read only.',
  ],
  [['53300'], 'store-busy', 'All connections of its server are in use: end some, or raise max_connections.'],
  [
    ['28', 'SASL'],
    'store-denied',
    'Name the user in the URL, and the password in PGPASSWORD or ~/.pgpass; pg_hba.conf of the server says who may.',
  ],
  [
    ['42501'],
    'store-denied',
    'The user needs to create tables in the schema: make it the owner of the database, or grant it.',
  ],
  [['3D000'], 'store-unknown', 'Create the database first, for example with `createdb`: w4s makes its tables.'],
];

/** Nobody is there, or the connection was lost. */
const LOST_CODES = /^(08|57P0[1-3]|57P05|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_|ENOENT)/;
/** How the driver's own errors begin, which have no code. */
const LOST_WORDS = [
  'Connection terminated',
  'timeout exceeded',
  'timeout expired',
  'Query read timeout',
  'Client has encountered a connection error',
  'Client was closed',
];

/** Whether the same may succeed on another connection, later. */
export function isLost(error: unknown): boolean {
  return LOST_CODES.test(codeOf(error)) || LOST_WORDS.some((words) => messageOf(error).startsWith(words));
}

/** Whether all connections of the server are in use, which others give back. */
export function isCrowded(error: unknown): boolean {
  return codeOf(error) === '53300';
}

/** Whether a transaction only lost against another one that went on at the same time. */
export function isRace(error: unknown): boolean {
  // 23505: a key that was computed from what was there; one that is simply taken is taken again.
  return ['40001', '40P01', '23505'].includes(codeOf(error));
}

/** What the driver threw, as an error that says what to do and holds no password. */
export function storeError(error: unknown, address: PostgresAddress): W4sError {
  if (error instanceof W4sError) return error;
  const text = withoutPasswords(reasonOf(error), address);
  if (isLost(error)) {
    return new W4sError('store-unreachable', `The database \`${address.name}\` can't be reached: ${text}`, {
      hint: 'Start it, or check the address. `w4s resume` continues: everything that was acknowledged is kept.',
    });
  }
  const code = codeOf(error);
  const [, meaning, hint] = MEANINGS.find(([kinds]) => kinds.some((kind) => code.startsWith(kind))) ?? [];
  return new W4sError(meaning ?? 'store-failed', `The database refused: ${text}`, { hint });
}

/** SQLSTATE, or the system's name of the error. */
function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === 'string') return code;
  return messageOf(error).startsWith('SASL') ? 'SASL' : '';
}

/** Of several addresses of one name, each fails by itself, and the error of all says nothing. */
function reasonOf(error: unknown): string {
  const several = error instanceof AggregateError ? error.errors : [];
  return several.length > 0 ? several.map(messageOf).join('; ') : messageOf(error);
}
