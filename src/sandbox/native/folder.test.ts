import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeLeftovers } from './folder.ts';

const before = process.env['TMPDIR'];
const temporary = mkdtempSync(join(tmpdir(), 'w4s-left-'));
const dead = spawnSync('true').pid;
const isRoot = process.getuid?.() === 0;
let listener: Server;

const folder = (name: string): string => join(temporary, `w4s-sandbox-${name}`);
const made = (name: string): string => (mkdirSync(folder(name), { mode: 0o700 }), folder(name));
/** A socket's file that nobody listens at any more. */
const socketIn = (path: string): void =>
  void execFileSync('python3', [
    '-I',
    '-c',
    'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])',
    join(path, 'run'),
  ]);

beforeAll(async () => {
  process.env['TMPDIR'] = temporary;
  socketIn(made(`${dead}-left`));
  utimesSync(made(`${dead}-old`), 0, 0);
  made(`${dead}-young`);
  socketIn(made(`${process.pid}-alive`));
  socketIn(made(`${dead}-open`));
  chmodSync(folder(`${dead}-open`), 0o755);
  socketIn(made(`${dead}-more`));
  writeFileSync(join(folder(`${dead}-more`), 'a file'), '');
  writeFileSync(join(made(`${dead}-file`), 'run'), 'no socket');
  mkdirSync(join(temporary, 'elsewhere'), { mode: 0o700 });
  socketIn(join(temporary, 'elsewhere'));
  symlinkSync(join(temporary, 'elsewhere'), folder(`${dead}-link`));
  socketIn(made(`${dead}-foreign`));
  if (isRoot) chownSync(folder(`${dead}-foreign`), 65534, 65534);
  listener = createServer().listen(join(made(`${dead}-listens`), 'run'));
  await new Promise((resolve) => listener.once('listening', resolve));
  await removeLeftovers();
});
afterAll(() => {
  process.env['TMPDIR'] = before;
  if (before === undefined) delete process.env['TMPDIR'];
  listener.close();
  rmSync(temporary, { recursive: true, force: true });
});

it.each(['left', 'old'])('removes what a dead host has %s', (name) => {
  expect(existsSync(folder(`${dead}-${name}`))).toBe(false);
});

it.each(['young', 'open', 'more', 'file', 'link', 'listens'])("leaves what may be another's: %s", (name) => {
  expect(existsSync(folder(`${dead}-${name}`))).toBe(true);
});

it('leaves what a live host has, and what a link points to', () => {
  expect(existsSync(join(folder(`${process.pid}-alive`), 'run'))).toBe(true);
  expect(existsSync(join(temporary, 'elsewhere', 'run'))).toBe(true);
});

it.skipIf(!isRoot)('leaves what another user has (skipped unless run as root)', () => {
  expect(existsSync(join(folder(`${dead}-foreign`), 'run'))).toBe(true);
});
