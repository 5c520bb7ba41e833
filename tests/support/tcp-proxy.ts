import { once } from 'node:events';
import { type Socket, connect, createServer } from 'node:net';

/** A line between a client and a server on loopback that can be slow, silent or cut. */
export interface TcpProxy {
  port: number;
  /** Bytes that wait, in both directions; connections stay. */
  hold(): void;
  /** Ends all connections, and every new one at once. */
  cut(): void;
  /** Forgets all connections without a word, as a router does that was started again; new ones work. */
  forget(): void;
  mend(): void;
  close(): Promise<void>;
}

/** @param delayMs Milliseconds that each piece takes in either direction. */
export async function tcpProxy(target: number, delayMs = 0): Promise<TcpProxy> {
  const ends = new Set<Socket>();
  let state: 'open' | 'held' | 'cut' = 'open';
  let waiting: (() => void)[] = [];
  const mend = (): void => {
    state = 'open';
    for (const send of waiting.splice(0)) send();
  };
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => {
      const send = (): void => {
        if (ends.has(from)) to.write(bytes);
      };
      setTimeout(() => (state === 'held' ? waiting.push(send) : send()), delayMs);
    });
    from.on('error', () => undefined).on('close', () => to.destroy());
    ends.add(from);
  };
  const server = createServer((client) => {
    if (state === 'cut') return void client.destroy();
    const upstream = connect(target, '127.0.0.1');
    pass(client, upstream);
    pass(upstream, client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = (): void => {
    for (const socket of ends) socket.destroy();
    ends.clear();
  };
  return {
    port: (server.address() as { port: number }).port,
    hold: () => void (state = 'held'),
    forget: () => {
      for (const socket of ends) socket.removeAllListeners('close');
      ends.clear();
      waiting = [];
    },
    cut: () => {
      state = 'cut';
      end();
    },
    mend,
    close: async () => {
      end();
      server.close();
    },
  };
}

/** The same URL by another port. */
export function through(url: string, { port }: Pick<TcpProxy, 'port'>): string {
  const other = new URL(url);
  other.port = String(port);
  return other.href;
}
