import { randomBytes } from 'node:crypto';
import { W4sError } from '../../base/errors.ts';
import { type Listening, listen } from '../../providers/chat-api/index.ts';
import type { Store } from '../../store/index.ts';
import { readBundle } from '../bundle.ts';
import { type Hands, act } from './act.ts';
import { createApp } from './app.ts';
import { followStore } from './follow.ts';

export interface ServePageOptions {
  store: Store;
  hands: Hands;
  /** 0 takes a free one. @default the first free one from 8484 */
  port?: number;
  /** @default a new one */
  token?: string;
}

export interface PageServer {
  /** With the token: what a person opens. */
  url: string;
  port: number;
  token: string;
  close(): Promise<void>;
}

const FIRST_PORT = 8484;
/** Ports that are tried where none was named. */
const TRIES = 20;

/** Serves the page of a store on loopback. @throws {W4sError} `page-port` for a port that is taken, `page-missing` */
export async function servePage({
  store,
  hands,
  port,
  token = randomBytes(24).toString('hex'),
}: ServePageOptions): Promise<PageServer> {
  readBundle();
  const follower = await followStore(store);
  const app = createApp({ store, token, follower, act: (action) => act(store, hands, action) });
  const at = (wanted: number): Promise<Listening> =>
    listen(app, { port: wanted, host: '127.0.0.1', subject: 'The page', code: 'page-port' });
  const listening = port === undefined ? await firstFree(at) : await at(port);
  return {
    url: `http://127.0.0.1:${listening.port}/?token=${token}`,
    port: listening.port,
    token,
    close: async () => {
      follower.close();
      await listening.close();
    },
  };
}

async function firstFree(at: (port: number) => Promise<Listening>): Promise<Listening> {
  for (let port = FIRST_PORT; ; port++) {
    try {
      return await at(port);
    } catch (error) {
      const isTaken = error instanceof W4sError && (error.cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || port >= FIRST_PORT + TRIES) throw error;
    }
  }
}
