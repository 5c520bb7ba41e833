import type { ModelProvider } from '../../model/index.ts';
import { createTraits, httpModel } from '../../model/index.ts';
import { SIM_MODELS, type SimServer } from './contract.ts';
import { startSim } from './server.ts';
import type { Task } from '../../task/contract.ts';
import { usageError } from '../../base/errors.ts';

/**
 * `sim:executor` and `sim:meta`: a simulator that starts with the first call and ends with the session. Real HTTP on
 * the loopback interface; a test instrument, so its answers say nothing about the method.
 *
 * @param tasks The tasks that the simulated executor knows; called when it starts.
 */
export function simProvider(tasks: () => readonly Task[]): { provider: ModelProvider; close(): Promise<void> } {
  let starting: Promise<SimServer> | undefined;
  const server = (): Promise<SimServer> => (starting ??= startSim({ tasks: tasks() }));
  const provider: ModelProvider = {
    name: 'sim',
    example: 'sim:executor',
    open: (name, { id }) => {
      const model = SIM_MODELS.find((known) => known === `sim-${name}`);
      if (model === undefined) {
        throw usageError('unknown-model', `Expected a simulated model, got \`sim:${name}\``, {
          hint: 'Available: `sim:executor` and `sim:meta`.',
        });
      }
      const traits = createTraits();
      return {
        id,
        complete: async (request) =>
          httpModel({ id, name: model, baseUrl: (await server()).url, traits }).complete(request),
      };
    },
  };
  return { provider, close: async () => (await starting)?.close() };
}

/** Whether a model is simulated, by its name here or the server's name for it. */
export function isSimulated(modelId: string): boolean {
  return /^sim:|#sim-|\(simulated\)/.test(modelId);
}
