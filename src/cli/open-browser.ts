import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { html } from '../present/index.ts';

/** Milliseconds in which a browser that has to start first has read the file. */
const READ_MS = 30_000;

/**
 * Opens an address that holds a secret with the system's browser, where there is one; nobody is told where there is
 * none. Words of a command can be read by everybody on this machine, so what is opened is a file of this user alone
 * that leads there. It is deleted after half a minute, or when the process exits.
 */
export function openInBrowser(url: string): void {
  const folder = ownFolder();
  if (folder === undefined) return;
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  setTimeout(forget, READ_MS).unref();
  process.once('exit', forget);
  const file = join(folder, 'w4s.html');
  writeFileSync(file, leadingTo(url), { mode: 0o600 });
  const [command, ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  const opener = spawn(command, [...words, file], { stdio: 'ignore', detached: true, windowsHide: true });
  opener.on('error', () => undefined);
  opener.unref();
}

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

/**
 * A new folder that nobody else may enter; `undefined` where none can be made. A browser in a snap or a Flatpak has a
 * folder for temporary files of its own, and of the home folder it sees what is not hidden.
 */
function ownFolder(): string | undefined {
  const own = process.platform === 'linux' ? madeIn(homedir()) : undefined;
  return own ?? madeIn(tmpdir());
}

function madeIn(place: string): string | undefined {
  try {
    return mkdtempSync(join(place, 'w4s-page-'));
  } catch {
    return undefined;
  }
}

function leadingTo(url: string): string {
  return html`<!doctype html>
    <meta charset="utf-8" />
    <meta http-equiv="refresh" content="0; url=${url}" />
    <title>w4s</title>
    <a href="${url}">To the page of w4s</a>`.text;
}
