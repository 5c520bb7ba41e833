import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { vanish } from '../../tests/support/process-family.ts';

const SERVER = fileURLToPath(new URL('../../tests/support/mcp-server.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'w4s-ending-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As `npx` and many a script do: it waits for the server, and passes nothing on to it. */
const script = join(folder, 'start.sh');
writeFileSync(script, `#!/bin/sh\n"${process.execPath}" "${SERVER}" "$@"\necho over >&2\n`, { mode: 0o755 });

// As Windows, there are no groups, and `taskkill` is not here.
describe.skipIf(process.platform === 'win32')('servers that do not end with their input', () => {
  it.each([
    ['a server', process.execPath, [SERVER], ['stays']],
    ['one behind a script', script, [], ['stays']],
    ['one behind a script that does not end when asked', script, [], ['stays', 'stubborn']],
    ['one for each item, behind a script', script, [], ['stays', 'perItem']],
  ])(
    '%s',
    async (_, command, args, modes) => {
      const pids = join(folder, `pids-${modes.join('-')}-${args.length}`);
      const source = {
        command,
        args: [...args, ...modes, `pids=${pids}`],
        perItem: modes.includes('perItem'),
      };
      const program = `
      const { openTools } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
      const box = await openTools([${JSON.stringify(source)}], { folder: '.', env: {} });
      const item = box.forItem();
      await item.call('echo', { text: 'x' }, { timeoutMs: 5000, signal: new AbortController().signal });
      await item.close();
      await box.close();
      console.log('closed');`;
      const user = spawn(process.execPath, ['--input-type=module', '-e', program], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const said = Array.fromAsync(user.stdout);
      expect(await once(user, 'exit')).toEqual([0, null]);
      expect((await said).join('')).toBe('closed\n');
      const started = readFileSync(pids, 'utf8').trim().split('\n').map(Number);
      expect(started).toHaveLength(source.perItem ? 2 : 1);
      await vanish(started);
    },
    20_000,
  );
});
