import { listen } from '../chat-api/index.ts';
import { messageOf } from '../../base/errors.ts';
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
 * else; so a client without a seed gets the same choices for the same request.
 *
 * @throws {W4sError} `invalid-option`, `sim-not-started` (e.g. the port is taken)
 */
export async function startSim(options: SimOptions = {}): Promise<SimServer> {
  const checked = checkedOptions(options);
  const stats = new StatsBook();
  const closing = new AbortController();
  const speakerFor = createSpeakers(checked);
  const app = createApp({ options: checked, stats, speakerFor, closing: closing.signal });
  // Requests that wait when the server closes end with an abort, which can be ignored.
  app.onError((error, c) => c.text(messageOf(error), closing.signal.aborted ? 503 : 500));
  const server = await listen(app, {
    port: checked.port,
    host: checked.host,
    subject: 'The simulator',
    code: 'sim-not-started',
  });
  return {
    url: server.url,
    port: server.port,
    stats: () => stats.snapshot(),
    close: async () => {
      closing.abort();
      await server.close();
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
