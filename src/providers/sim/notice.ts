import { SIM_MODELS } from './contract.ts';
import type { SimModel } from './contract.ts';

/** Shown wherever the simulator presents itself: its page, its model list, its help. */
export const SIM_NOTICE =
  'This is the w4s simulator, not a language model. It knows the gold answers and errs by fixed rates. ' +
  'It is an instrument for testing load, faults and comparisons; nothing measured on it says anything about a method.';

/** The `model` of every reply, e.g. `sim-executor (simulated)`. */
export function simulatedName(model: SimModel): string {
  return `${model} (simulated)`;
}

export function modelList() {
  return {
    object: 'list',
    data: SIM_MODELS.map((id) => ({
      id,
      object: 'model',
      created: 0,
      owned_by: 'w4s-simulator',
      name: simulatedName(id),
      description: SIM_NOTICE,
    })),
  };
}

export function rootPage(): string {
  return [
    SIM_NOTICE,
    '',
    'POST /v1/chat/completions   model: sim-executor or sim-meta',
    'GET  /v1/models',
    'GET  /health',
    'GET  /stats',
    '',
  ].join('\n');
}
