import { W4sError } from '../base/errors.ts';
import { PLAIN_MESSAGES } from '../model/index.ts';
import { type CompletionRequest, type Model, type ModelErrorKind, ModelError } from '../model/contract.ts';

/** Nothing that waiting or another prompt would mend. */
const FATAL: ReadonlySet<ModelErrorKind> = new Set(['auth', 'not-found']);

export interface Circuit {
  readonly model: Model;
  /** Set once the provider counts as down. */
  readonly broken: W4sError | undefined;
}

export interface CircuitOptions {
  /** Failures in a row, each already retried. @default 12 */
  threshold?: number;
  /** What continues the run, as its user is told. @default '`w4s resume`' */
  again?: string;
}

/**
 * Watches a model and gives up on it when the key or the model's name is wrong, or when `threshold` calls in a row have
 * failed and a plain question fails as well: so a dead provider ends a run within minutes and not after 500 items, and
 * a candidate that asks what no provider answers ends nothing but itself.
 */
export function createCircuit(
  model: Model,
  onBreak: (error: W4sError) => void,
  { threshold = 12, again = '`w4s resume`' }: CircuitOptions = {},
): Circuit {
  let failuresInARow = 0;
  let probing: Promise<void> | undefined;
  const circuit: { model: Model; broken: W4sError | undefined } = {
    broken: undefined,
    model: { id: model.id, complete },
  };
  return circuit;

  async function complete(request: CompletionRequest): ReturnType<Model['complete']> {
    if (circuit.broken !== undefined) throw circuit.broken.cause;
    try {
      const completion = await model.complete(request);
      failuresInARow = 0;
      return completion;
    } catch (error) {
      if (error instanceof ModelError && !error.requestFault && error.kind !== 'cap') await note(error, request);
      throw error;
    }
  }

  async function note(failure: ModelError, request: CompletionRequest): Promise<void> {
    failuresInARow += 1;
    if (circuit.broken !== undefined) return;
    if (FATAL.has(failure.kind)) breakFor(failure);
    else if (failuresInARow >= threshold) await (probing ??= probe(request).finally(() => (probing = undefined)));
  }

  async function probe({ purpose, signal }: CompletionRequest): Promise<void> {
    try {
      await model.complete(plainQuestion({ purpose, signal }));
      failuresInARow = 0;
    } catch (error) {
      if (error instanceof ModelError && error.kind !== 'cap') breakFor(error);
    }
  }

  function breakFor(error: ModelError): void {
    circuit.broken = new W4sError('model-down', `${model.id} gives no answers: ${error.message}`, {
      cause: error,
      hint: error.hint ?? `Paid answers are kept. When the model answers again, run ${again}.`,
    });
    onBreak(circuit.broken);
  }
}

/** What any chat model answers. Its sample is one that nobody asked for, or the cache would answer. */
export function plainQuestion(rest: Pick<CompletionRequest, 'purpose' | 'signal'>): CompletionRequest {
  return { ...rest, messages: PLAIN_MESSAGES, maxTokens: 16, sample: Date.now() };
}
