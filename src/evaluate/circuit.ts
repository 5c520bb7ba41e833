import { W4sError } from '../errors.ts';
import type { Model } from '../model/contract.ts';
import { ModelError, type ModelErrorKind } from '../model/error.ts';

/** Nothing that waiting or another prompt would mend. */
const FATAL: ReadonlySet<ModelErrorKind> = new Set(['auth', 'not-found']);
/** The prompt's fault, so it says nothing of the provider. */
const IGNORED: ReadonlySet<ModelErrorKind> = new Set(['context-length', 'cap']);

export interface Circuit {
  readonly model: Model;
  /** Set once the provider counts as down. */
  readonly broken: W4sError | undefined;
}

/**
 * Watches a model and gives up on it after `threshold` failures in a row (each already retried), or at once when the
 * key or the model's name is wrong, so that a dead provider ends a run within minutes and not after 500 items.
 */
export function createCircuit(model: Model, onBreak: (error: W4sError) => void, { threshold = 12 }: { threshold?: number } = {}): Circuit {
  let failuresInARow = 0;
  const circuit: { model: Model; broken: W4sError | undefined } = { broken: undefined, model: { id: model.id, complete } };
  return circuit;

  async function complete(request: Parameters<Model['complete']>[0]): ReturnType<Model['complete']> {
    if (circuit.broken !== undefined) throw circuit.broken.cause;
    try {
      const completion = await model.complete(request);
      failuresInARow = 0;
      return completion;
    } catch (error) {
      if (error instanceof ModelError && !IGNORED.has(error.kind)) note(error);
      throw error;
    }
  }

  function note(error: ModelError): void {
    failuresInARow += 1;
    if (circuit.broken !== undefined || (failuresInARow < threshold && !FATAL.has(error.kind))) return;
    circuit.broken = new W4sError('model-down', `${model.id} gives no answers: ${error.message}`, {
      cause: error,
      hint: error.hint ?? 'What was paid is kept. When the model answers again, continue with `w4s resume`.',
    });
    onBreak(circuit.broken);
  }
}
