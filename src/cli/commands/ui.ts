import { loadConfig, storePlace } from '../../config/index.ts';
import { servePage } from '../../page/index.ts';
import { openStore } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption } from '../common.ts';
import { openInBrowser } from '../open-browser.ts';
import { integer, toggle, withDefault } from '../option.ts';
import { startDetached } from '../start-detached.ts';

export const uiCommand = defineCommand({
  details:
    'It listens on this machine only, and lets in anyone who has the token in the printed address. Runs started ' +
    'from the page are separate processes and continue after it ends.',
  arguments: [],
  options: {
    port: integer('P', {
      max: 65_535,
      description: 'port of the page; 0 takes a free one',
      otherwise: 'the first free one from 8484',
    }),
    open: withDefault(true, toggle({ description: 'open the address in the browser' })),
    ...storeOption,
  },
  examples: ['w4s ui', 'w4s ui --port 9000 --no-open'],
  run: async ({ options, output, signal, onInterrupt }) => {
    const path = options.store ?? storePlace(await loadConfig()).path;
    const store = await openStore(path);
    try {
      const server = await servePage({
        store,
        port: options.port,
        hands: { start: (words) => startDetached(words, { folder: store.home ?? '.', store: store.url }) },
      });
      output.print(`The page of ${store.path}: ${server.url}\nCtrl-C ends it; runs continue.`);
      output.event('ui-started', { url: server.url, port: server.port });
      if (options.open && process.stdout.isTTY) openInBrowser(server.url);
      await new Promise<void>((resolve) => {
        onInterrupt(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await server.close();
      return { result: { store: store.path, port: server.port } };
    } finally {
      await store.close();
    }
  },
});
