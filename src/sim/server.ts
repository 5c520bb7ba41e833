import { createAdaptorServer } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { W4sError, messageOf } from '../errors.ts';
import { createApp } from './app.ts';
import type { ChatRequest, SimOptions, SimServer } from './contract.ts';
import { executorTurn } from './executor/executor.ts';
import { knownItems } from './executor/known-items.ts';
import type { KnownItems } from './executor/known-items.ts';
import { metaSpeaker } from './meta/meta.ts';
import { checkedOptions } from './options.ts';
import { StatsBook } from './stats.ts';

/**
 * Starts an OpenAI-compatible server that plays an executor and a meta-agent. What a choice says depends on the
 * simulator's seed, the model, the messages, the temperature, the request's seed and the choice's index, and on nothing
 * else; so a client that sends no seed gets the same choices each time it asks the same.
 *
 * @throws {W4sError} `invalid-sim-option`, `sim-not-started` (e.g. the port is taken)
 */
export async function startSim(options: SimOptions = {}): Promise<SimServer> {
  const checked = checkedOptions(options);
  const stats = new StatsBook();
  const closing = new AbortController();
  const speakerFor = createSpeakers(checked);
  const app = createApp({ options: checked, stats, speakerFor, closing: closing.signal });
  // Requests that wait when the server closes end with an abort that nobody needs to hear of.
  app.onError((error, c) => c.text(messageOf(error), closing.signal.aborted ? 503 : 500));
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // A client that takes up an idle connection must not meet a fault that nobody asked for.
  server.keepAliveTimeout = 120_000;
  const port = await listen(server, checked);
  return {
    url: `http://${checked.host.includes(':') ? `[${checked.host}]` : checked.host}:${port}/v1`,
    port,
    stats: () => stats.snapshot(),
    close: async () => {
      closing.abort();
      await close(server);
    },
  };
}

function createSpeakers({ tasks, seed, quality }: Required<SimOptions>) {
  let items: Promise<KnownItems> | undefined;
  const load = async () => knownItems(typeof tasks === 'function' ? await tasks() : tasks);
  return async (request: ChatRequest) => {
    if (request.model === 'sim-meta') return { speak: metaSpeaker(request, seed), isKnown: true };
    items ??= load();
    return executorTurn(request, { items: await items, seed, quality });
  };
}

function listen(server: Server, { port, host }: Required<SimOptions>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const hint = 'Choose another port, or 0 for a free one.';
      reject(new W4sError('sim-not-started', `The simulator can't listen on ${host}:${port}: ${cause.message}`, { hint, cause }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
