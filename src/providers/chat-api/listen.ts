import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { W4sError } from '../../base/errors.ts';
import { hostInUrl } from './guard.ts';

export interface ListenOptions {
  /** 0 takes a free one. */
  port: number;
  host: string;
  /** PEM texts of a certificate and its key, for HTTPS. @default HTTP */
  tls?: { cert: string; key: string };
  /** Subject of the error message, e.g. `The simulator`. */
  subject: string;
  /** Code of the error. */
  code: string;
}

export interface Listening {
  /** Base URL for clients, including `/v1`. */
  url: string;
  port: number;
  /** Accepts no new connection and resolves once the requests in flight are answered. */
  drain(): Promise<void>;
  /** Closes every connection, even busy ones. */
  close(): Promise<void>;
}

/** Serves an app over HTTP. @throws {W4sError} with the given code, e.g. if the port is taken. */
// oxlint-disable-next-line typescript/no-explicit-any -- any bindings
export async function listen(app: Hono<any>, options: ListenOptions): Promise<Listening> {
  const { port: wanted, host, tls, subject, code } = options;
  const secure = tls === undefined ? {} : { createServer: createTlsServer, serverOptions: tls };
  const server = createAdaptorServer({ fetch: app.fetch, ...secure }) as Server;
  // A client that reuses an idle connection must not meet an unintended fault.
  server.keepAliveTimeout = 120_000;
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', (cause) => {
      const hint = 'Choose another port, or 0 for a free one.';
      reject(new W4sError(code, `${subject} can't listen on ${host}:${wanted}: ${cause.message}`, { hint, cause }));
    });
    server.listen(wanted, host, () => resolve((server.address() as AddressInfo).port));
  });
  const closed = Promise.withResolvers<void>();
  server.once('close', () => closed.resolve());
  const drain = (): Promise<void> => {
    server.close();
    // A connection whose last request is answered would be kept for the next one.
    const idle = setInterval(() => server.closeIdleConnections(), 50);
    return closed.promise.finally(() => clearInterval(idle));
  };
  return {
    url: `${tls === undefined ? 'http' : 'https'}://${hostInUrl(host)}:${port}/v1`,
    port,
    drain,
    close: () => {
      const ended = drain();
      server.closeAllConnections();
      return ended;
    },
  };
}
