import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A fenced block of a page. */
export interface Fence {
  /** `README.md:17`. */
  place: string;
  language: string;
  text: string;
}

/** Pages for users; docs/cli.md is made from the table of commands. */
export function pages(): string[] {
  return [
    'README.md',
    ...globSync('docs/*.md', { cwd: root })
      .filter((page) => page !== 'docs/cli.md')
      .toSorted(),
  ];
}

export function fencesOf(page: string): Fence[] {
  const fences: Fence[] = [];
  let open: { fence: Fence; lines: string[] } | undefined;
  readFileSync(join(root, page), 'utf8')
    .split('\n')
    .forEach((line, index) => {
      const language = /^ *```(\w*)$/.exec(line)?.[1];
      if (language === undefined) return void open?.lines.push(line);
      if (open === undefined) open = { fence: { place: `${page}:${index + 1}`, language, text: '' }, lines: [] };
      else {
        fences.push({ ...open.fence, text: `${open.lines.join('\n')}\n` });
        open = undefined;
      }
    });
  return fences;
}

/** The commands of w4s in a block, as words; pipes, comments and what leads to them taken away. */
export function commandsOf({ text }: Fence): string[][] {
  const lines = text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => line.replace(/(^|\s)#\s.*/, '').split(/ (?:&&|\||&) | > .*/));
  return lines
    .map((line) => unwrapped(line.trim()))
    .filter((line) => /^(npx )?w4s\b/.test(line))
    .map((line) => wordsOf(line).slice(line.startsWith('npx') ? 2 : 1));
}

/** Without what leads to a command in a script, a unit of systemd or a job of Slurm. */
function unwrapped(line: string): string {
  const [, wrapped] = /^sbatch .*--wrap '(.*)'$/.exec(line) ?? [];
  return wrapped ?? line.replace(/^(?:exec |for [^;]*; do |ExecStart=\/\S*\/(?=w4s ))/, '');
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare = '']) => double ?? single ?? bare,
  );
}
