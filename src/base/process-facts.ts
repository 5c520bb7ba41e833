import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What a system knows of its processes. */
export interface ProcessFacts {
  /**
   * Where a process number means something: one boot of one machine, and there one namespace of numbers (a container
   * has its own). `undefined`: the system does not say.
   */
  place(): string | undefined;
  /** `undefined` for a process that does not exist, or of which the system says nothing. */
  of(pid: number): { isZombie: boolean; birth: string } | undefined;
}

/** How the platform is asked. Windows is not: starting what would know takes half a second. */
export function processFacts(platform: NodeJS.Platform = process.platform): ProcessFacts {
  if (platform === 'linux') return fromProc;
  return platform === 'win32' ? fromNowhere : fromPs;
}

const fromProc: ProcessFacts = {
  place() {
    try {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
      return `${boot}-${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
    } catch {
      return undefined;
    }
  },
  of(pid) {
    try {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // From its third field on: the second, a name, may hold anything.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return { isZombie: fields[0] === 'Z', birth: fields[19]! };
    } catch {
      return undefined;
    }
  },
};

/** Any other Unix. Its births are seconds of the calendar, so that they tell one boot from another by themselves. */
const fromPs: ProcessFacts = {
  place: hostname,
  of(pid) {
    try {
      const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
      const args = ['-o', 'stat=,lstart=', '-p', String(pid)];
      const text = execFileSync('ps', args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
      const [state = '', ...born] = text.split(/\s+/);
      const seconds = Date.parse(`${born.join(' ')} UTC`) / 1000;
      return Number.isNaN(seconds) ? undefined : { isZombie: state.startsWith('Z'), birth: String(seconds) };
    } catch {
      return undefined;
    }
  },
};

const fromNowhere: ProcessFacts = { place: () => undefined, of: () => undefined };
