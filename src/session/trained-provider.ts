import type { ModelProvider } from '../model/index.ts';
import { createTraits, httpModel } from '../model/index.ts';
import { type Store, findModel } from '../store/index.ts';
import { type TrainerProcess, prepareTrainer, startTrainer } from '../trainer/index.ts';

interface Serving {
  url: string;
  process: TrainerProcess;
}

/**
 * `trained:NAME`: a model that was trained here, served by the trainer's own small server from the first call to the end
 * of the session. It answers one request at a time: for a large model serve it with vLLM instead (`w4s model serve`).
 */
export function trainedProvider(store: Store): { provider: ModelProvider; close(): Promise<void> } {
  const serving = new Map<string, Promise<Serving>>();
  const serverOf = (name: string): Promise<Serving> => {
    const running = serving.get(name) ?? serve(store, name);
    serving.set(name, running);
    return running;
  };
  const provider: ModelProvider = {
    name: 'trained',
    example: 'trained:my-model',
    limits: { maxConcurrency: 4 },
    open: (name, { id }) => {
      const traits = createTraits();
      const model = async () => httpModel({ id, name, baseUrl: (await serverOf(name)).url, timeoutMs: 300_000, traits });
      return { id, complete: async (request) => (await model()).complete(request) };
    },
  };
  return {
    provider,
    close: async () => {
      for (const started of serving.values()) {
        const { process } = await started;
        process.interrupt();
        process.interrupt();
        await process.done.catch(() => undefined); // it was asked to end
      }
    },
  };
}

async function serve(store: Store, name: string): Promise<Serving> {
  const { base, path, options } = await findModel(store, name);
  const isAdapter = (JSON.parse(options) as { lora: number | null }).lora !== null;
  const environment = await prepareTrainer();
  const listening = Promise.withResolvers<string>();
  const process = startTrainer({
    ...environment, forwardInterrupts: false, allow: ['HF_TOKEN', 'HF_HOME'],
    args: ['serve', '--base', isAdapter ? base : path, ...(isAdapter ? ['--adapter', path] : []), '--port', '0', '--name', name],
    onEvent: (event) => {
      if (event.event === 'listening') listening.resolve(String(event.url));
    },
  });
  process.done.catch(listening.reject);
  return { url: await listening.promise, process };
}
