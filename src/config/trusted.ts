import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { usageError } from '../base/errors.ts';
import { inShell } from '../base/in-shell.ts';

/**
 * A config file is a program that runs with the rights of whoever gives the command, so it must be theirs (or
 * root's) and lie in their project: anybody could put one into a shared folder above, or a link could lead
 * anywhere.
 * @param cwd Where the command is given.
 * @param users Whose files are run.
 * @throws {W4sError} `config-not-trusted`, exit code 2
 */
export function assertTrusted(file: string, cwd: string, users: readonly number[] = ownUsers()): void {
  const real = realpathSync(file);
  const way = relative(realpathSync(dirname(file)), real);
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
    throw refused(file, `Expected ${file} to lie in its project, got a link to ${real}`, 'Put the file itself there.');
  }
  const facts = lstatSync(real);
  if (!facts.isFile())
    throw refused(file, `Expected ${file} to be a regular file`, 'Remove it, or put a file in its place.');
  if (users.length === 0) return;
  const folder = dirname(file);
  if (folder !== resolve(cwd) && isOpen(statSync(folder).mode)) {
    const got = `Expected ${file} to lie in the project of ${cwd}, got a folder that every user may write to`;
    throw refused(file, `${got}, so it is not run`, 'Move it into your own folder.');
  }
  if (!users.includes(facts.uid)) {
    const got = `Expected ${file} to be yours, got one of user ${facts.uid}`;
    throw refused(file, `${got}, so it is not run`, 'If you trust it, make it yours with `chown`, or copy it.');
  }
  if (isOpen(facts.mode)) {
    const got = `Expected ${file} to be writable by you alone, got one that every user may change`;
    throw refused(file, `${got}, so it is not run`, `Look through it, then \`chmod o-w ${inShell(file)}\`.`);
  }
}

function isOpen(mode: number): boolean {
  return (mode & 0o002) !== 0;
}

/** None where the system knows no users. */
function ownUsers(): number[] {
  const user = process.getuid?.();
  return user === undefined ? [] : [user, 0];
}

function refused(file: string, message: string, hint: string) {
  return usageError('config-not-trusted', message, { hint, facts: { file } });
}
