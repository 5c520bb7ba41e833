import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Runs an action beside the chat server, which is a process of its own, as a real model would be. */
export async function withServer<T>(action: (url: string) => Promise<T>): Promise<T> {
  const script = fileURLToPath(new URL('./server.ts', import.meta.url));
  const server = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    return await action(String(line).trim());
  } finally {
    server.kill();
  }
}
