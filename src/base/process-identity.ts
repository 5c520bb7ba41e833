import { hostname } from 'node:os';
import { processFacts } from './process-facts.ts';

const facts = processFacts();
const place = facts.place();
/** Found once: it is asked for at each call of a model. */
let own: string | undefined;

/** Names this process so that another one can ask whether it still runs: `host:pid:birth`. */
export function processIdentity(): string {
  own ??= `${hostname()}:${process.pid}:${birthOf(process.pid) ?? ''}`;
  return own;
}

/**
 * Whether the process runs. Its number alone would not do, since numbers are given again: its time of birth
 * must agree, where the system tells it.
 * @returns `undefined` where it can't be asked: on another machine, or in another container.
 */
export function isRunning(identity: string): boolean | undefined {
  const [host, pid, birth = ''] = identity.split(':');
  const [, itsPlace] = /^(.+)-\d+$/.exec(birth) ?? [];
  if (itsPlace === undefined ? host !== hostname() : itsPlace !== place) return undefined;
  if (!exists(Number(pid)) || facts.of(Number(pid))?.isZombie === true) return false;
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

function birthOf(pid: number): string | undefined {
  const birth = facts.of(pid)?.birth;
  return place === undefined || birth === undefined ? undefined : `${place}-${birth}`;
}
