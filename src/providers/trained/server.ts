import { hotLoad, serveArguments } from './model-server.ts';
import type { TrainedModel } from '../../store/index.ts';
import { type PrepareOptions, type TrainerProcess, prepareTrainer, startTrainer } from '../../trainer/index.ts';

/** The trainer's server for one base, with its loaded adapters. */
export interface TrainedServer {
  /** Base URL, including `/v1`. */
  readonly url: string;
  /** Loads its adapter, once. @throws {W4sError} `hot-load-failed` */
  take(model: TrainedModel): Promise<void>;
  close(): Promise<void>;
}

/** How its Python environment is found, and who is told while it is made. */
export type Preparing = Pick<PrepareOptions, 'env' | 'onProgress' | 'signal'>;

/** Starts a server with this model. @throws {W4sError} what the trainer reports. */
export async function startTrainedServer(model: TrainedModel, preparing: Preparing): Promise<TrainedServer> {
  const { process, url } = await listen(preparing, serveArguments(model, 0));
  const taken = new Map([[model.name, Promise.resolve()]]);
  return {
    url,
    take: (other) => {
      const loading = taken.get(other.name) ?? hotLoad(other, url, { env: {} }).then(() => undefined);
      taken.set(other.name, loading);
      return loading;
    },
    close: async () => {
      process.interrupt();
      process.interrupt();
      await process.done.catch(() => undefined); // it was asked to end
    },
  };
}

async function listen(preparing: Preparing, args: string[]): Promise<{ process: TrainerProcess; url: string }> {
  const environment = await prepareTrainer(preparing);
  const listening = Promise.withResolvers<string>();
  const process = startTrainer({
    ...environment,
    forwardInterrupts: false,
    allow: ['HF_TOKEN', 'HF_HOME'],
    args,
    onEvent: (event) => {
      if (event.event === 'listening') listening.resolve(String(event.url));
    },
  });
  process.done.catch(listening.reject);
  return { process, url: await listening.promise };
}
