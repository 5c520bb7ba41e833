import { loadConfig, storePlace } from '../../config/index.ts';
import { servePage } from '../../page/index.ts';
import { openStore } from '../../store/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption } from '../common.ts';
import { openInBrowser } from '../open-browser.ts';
import { integer, toggle } from '../option.ts';
import { startDetached } from '../start-detached.ts';

export const uiCommand = defineCommand({
  name: 'ui',
  summary: 'the page: runs, candidates and items of a store, live in the browser',
  details:
    'Listens on this machine alone, and lets in whoever has the token of the printed address. Runs that are started ' +
    'from the page are processes of their own and outlive it.',
  arguments: [],
  options: {
    port: integer('P', {
      max: 65_535,
      description: 'port; 0 takes a free one',
      default: 'the first free one from 8484',
    }),
    open: toggle({ description: 'open the address in the browser', default: 'on' }),
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
        hands: { start: (words) => startDetached([...words, '--store', path], store.home ?? '.') },
      });
      output.print(`The page of ${path}: ${server.url}\nCtrl-C ends it; runs go on.`);
      output.event('ui-started', { url: server.url, port: server.port });
      if (options.open !== false && process.stdout.isTTY) openInBrowser(server.url);
      await new Promise<void>((resolve) => {
        onInterrupt(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await server.close();
      return { result: { store: path, port: server.port } };
    } finally {
      await store.close();
    }
  },
});
