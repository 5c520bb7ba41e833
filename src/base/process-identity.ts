import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Where a process number means something: one boot of one machine, and there one namespace of numbers (a
 * container has its own).
 */
const place = placeOf();

/** Names this process so that another one can ask whether it still runs: `host:pid:birth`. */
export function processIdentity(): string {
  own ??= `${hostname()}:${process.pid}:${birthOf(process.pid) ?? ''}`;
  return own;
}

/** Found once: it is asked for at each call of a model. */
let own: string | undefined;

/**
 * Whether the process runs. Its number alone would not do, since numbers are given again: its time of birth
 * must agree.
 * @returns `undefined` where it can't be asked: on another machine, or in another container.
 */
export function isRunning(identity: string): boolean | undefined {
  const [host, pid, birth = ''] = identity.split(':');
  const [, itsPlace] = /^(.+)-\d+$/.exec(birth) ?? [];
  if (itsPlace === undefined ? host !== hostname() : itsPlace !== place) return undefined;
  if (!exists(Number(pid)) || isZombie(Number(pid))) return false;
  const now = birthOf(Number(pid));
  return itsPlace === undefined || now === undefined || now === birth;
}

/** Host and number, for a person. */
export function describeProcess(identity: string): string {
  const [host, pid] = identity.split(':');
  return `process ${pid} on ${host}`;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Killed, but not yet collected by its parent: it has a number and does nothing any more. */
function isZombie(pid: number): boolean {
  return statOf(pid)?.[0] === 'Z';
}

function birthOf(pid: number): string | undefined {
  const ticks = statOf(pid)?.[19];
  return place === undefined || ticks === undefined ? undefined : `${place}-${ticks}`;
}

/**
 * `/proc/PID/stat` from its third field on: the second, a name, may hold anything. `undefined` without /proc:
 * not Linux.
 */
function statOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function placeOf(): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return `${boot}-${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return undefined;
  }
}
