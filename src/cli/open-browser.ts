import { spawn } from 'node:child_process';

/** Opens an address with the system's browser, where there is one; nobody is told where there is none. */
export function openInBrowser(url: string): void {
  const [command, ...words] = OPENERS[process.platform] ?? ['xdg-open'];
  const opener = spawn(command, [...words, url], { stdio: 'ignore', detached: true, windowsHide: true });
  opener.on('error', () => undefined);
  opener.unref();
}

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
