import { closeSync, openSync, readSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { messageOf, usageError } from '../../base/errors.ts';
import { type Completion, type CompletionRequest, type Model, ModelError } from '../../model/contract.ts';
import { seedOf } from '../../base/random.ts';
import { nameOf } from './name.ts';
import { absolute } from './pin.ts';
import { GgufKeeper } from './keeper.ts';
import type { GgufFacts, GgufRequest, GgufSettings } from './protocol.ts';

/** How to run a file; `path` may begin with `~`. */
export interface OpenGgufOptions extends GgufSettings {
  /** @default `gguf:` and the path */
  id?: string;
}

export interface GgufModel extends Model {
  /** Loads the file if not yet loaded. @throws {ModelError} */
  facts(): Promise<GgufFacts>;
  close(): Promise<void>;
}

/**
 * A GGUF file as a model, in a separate process that starts with the first call. On the CPU the same seed gives the
 * same text alone and in a batch, for q8_0 and floating point; not guaranteed for K-quants. Costs nothing.
 * @throws {W4sError} immediately: `gguf-unreadable` for a file that is missing or not GGUF, `invalid-option`.
 */
export function openGguf({ path: given, id = `gguf:${given}`, ...settings }: OpenGgufOptions): GgufModel {
  const path = absolute(given);
  const { contextSize, sequences, cacheBytes, threads } = settings;
  checkHeader(path);
  checkCounts({ contextSize, sequences, cacheBytes, threads });
  const keeper = new GgufKeeper({ ...settings, path });
  return {
    id,
    facts: async () => (await keeper.live()).facts,
    complete: async (request) => {
      refuseImages(request, id);
      const begun = performance.now();
      const { choices, ...usage } = await (await keeper.live()).complete(requestOf(request), request.signal);
      const completion: Omit<Completion, 'latencyMs'> = {
        choices,
        usage,
        costUsd: 0,
        fresh: { ...usage, requests: 1, costUsd: 0 },
        model: nameOf(path),
      };
      return { ...completion, latencyMs: performance.now() - begun };
    },
    close: () => keeper.close(),
  };
}

/** A file sees nothing. @throws {ModelError} for images, which is the request's fault */
function refuseImages({ messages }: CompletionRequest, model: string): void {
  if (messages.every(({ images }) => images === undefined)) return;
  throw new ModelError(`\`${model}\` takes no images`, { kind: 'bad-request', model, requestFault: true });
}

/** Choice 0 has the request's own seed, so that it equals the answer to the same request with one choice. */
function requestOf({
  messages,
  tools = [],
  n = 1,
  temperature = 1,
  maxTokens,
  responseFormat = 'text',
  seed,
  logprobs = false,
}: CompletionRequest): GgufRequest {
  const first = seed ?? randomInt(2 ** 31);
  const seeds = Array.from({ length: n }, (_, i) => seedOf(i === 0 ? first : seedOf(first, i)));
  return { messages, tools, n, temperature, responseFormat, seeds, logprobs, maxTokens };
}

function checkCounts(counts: Record<string, number | undefined>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (value !== undefined && !(Number.isInteger(value) && value > 0))
      throw usageError('invalid-option', `Expected \`${name}\` to be a positive integer, got \`${value}\``);
  }
}

/** @throws {W4sError} `gguf-unreadable` */
export function checkHeader(path: string): void {
  const hint = 'Name a file, e.g. `gguf:./model.gguf`.';
  let magic: string;
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(4);
      readSync(file, buffer, 0, 4, 0);
      magic = buffer.toString('latin1');
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw usageError('gguf-unreadable', `Expected \`${path}\` to be a GGUF file, got: ${messageOf(cause)}`, {
      cause,
      hint,
    });
  }
  if (magic !== 'GGUF')
    throw usageError(
      'gguf-unreadable',
      `Expected \`${path}\` to be a GGUF file, got a file that does not begin with \`GGUF\``,
      { hint },
    );
}
