import { statSync } from 'node:fs';
import type { LlamaGrammar, LlamaModel, Token } from 'node-llama-cpp';
import { messageOf } from '../errors.ts';
import type { Choice } from '../model/contract.ts';
import { ModelError } from '../model/error.ts';
import { nameOf } from './name.ts';
import { planContexts } from './plan.ts';
import { type ChatFormat, chatFormat } from './prompt.ts';
import type { GgufAnswer, GgufFacts, GgufRequest, GgufSettings } from './protocol.ts';
import { type Runtime, loadRuntime } from './runtime.ts';
import { choiceOf, sampleAnswer } from './sample.ts';
import { type SequencePool, openSequences } from './sequences.ts';
import { cacheBytesPerToken, fillsBlocks, hasFloatMatrices } from './shape.ts';
import { vocabularyOf } from './vocabulary.ts';

export interface Engine {
  facts: GgufFacts;
  /** @throws {ModelError} `context-length` for a prompt that leaves no room, `bad-request` for a chat that the template refuses. */
  complete(request: GgufRequest, signal: AbortSignal): Promise<GgufAnswer>;
}

interface Parts {
  runtime: Runtime;
  pool: SequencePool;
  chat: ChatFormat;
  grammar: LlamaGrammar;
  contextSize: number;
  name: string;
}

/** Loads a model into this process. A malformed file may end the process: run it in one of its own. @throws {ModelError} */
export async function openEngine(settings: GgufSettings): Promise<Engine> {
  const runtime = await loadRuntime(settings);
  const { model, llama } = runtime;
  const name = nameOf(settings.path);
  const plan = planContexts({
    fileBytes: statSync(settings.path).size, cacheBytesPerToken: cacheBytesPerToken(model), trainedContext: model.trainContextSize,
    contextSize: settings.contextSize, threads: runtime.threads, batchable: !hasFloatMatrices(model), blocks: fillsBlocks(model),
  });
  const pool = await openSequences(model, plan).catch((cause: unknown) => {
    throw new ModelError(`No room for a context of ${plan.contextSize} tokens: ${messageOf(cause)}`, { kind: 'bad-request', model: name, cause, hint: 'Ask for a smaller context.' });
  });
  const parts: Parts = { runtime, pool, name, contextSize: plan.contextSize, chat: chatOf(model, name), grammar: await llama.getGrammarFor('json') };
  const { general } = model.fileInfo.metadata;
  return { facts: { architecture: general.architecture, name: general.name ?? null, pid: process.pid, ...plan }, complete: (request, signal) => complete(parts, request, signal) };
}

async function complete({ runtime: { library, model }, pool, chat, grammar, contextSize, name }: Parts, request: GgufRequest, signal: AbortSignal): Promise<GgufAnswer> {
  const { n, maxTokens = Infinity, responseFormat, seeds, messages, temperature, logprobs } = request;
  const prompt = encode(chat, messages, name) as Token[];
  const room = contextSize - prompt.length;
  if (room < 1) {
    throw new ModelError(`The prompt has ${prompt.length} tokens, and the context of ${name} holds ${contextSize} with the answer`, {
      kind: 'context-length', model: name, hint: 'Shorten the prompt, or open the model with a larger context if it was trained for one.',
    });
  }
  const lanes = lanesFor(n, pool);
  const done: { choice: Choice; length: number }[] = [];
  await Promise.all(Array.from({ length: lanes }, (_, lane) => pool.borrow(async (sequence) => {
    for (let i = lane; i < n; i += lanes) {
      signal.throwIfAborted();
      const state = responseFormat === 'json' ? { grammar: new library.LlamaGrammarEvaluationState({ model, grammar }) } : {};
      const sample = await sampleAnswer(sequence, { prompt, limit: Math.max(1, Math.min(maxTokens, room)), temperature, seed: seeds[i]!, logprobs, signal, ...state });
      done[i] = { choice: choiceOf(sequence, sample), length: sample.tokens.length };
    }
  })));
  return { choices: done.map(({ choice }) => choice), promptTokens: prompt.length * n, completionTokens: done.reduce((sum, { length }) => sum + length, 0) };
}

/** Samples beside each other are done sooner; after each other they share the evaluated prompt, which is less work where many requests wait. */
function lanesFor(n: number, pool: SequencePool): number {
  return Math.min(n, Math.max(1, Math.floor(pool.free() / 8)));
}

function encode(chat: ChatFormat, messages: GgufRequest['messages'], name: string): number[] {
  try {
    return chat.encode(messages);
  } catch (cause) {
    throw new ModelError(`The chat template of ${name} refuses these messages: ${messageOf(cause)}`, { kind: 'bad-request', model: name, cause });
  }
}

function chatOf(model: LlamaModel, name: string): ChatFormat {
  const source = model.fileInfo.metadata.tokenizer?.chat_template;
  const hint = 'Use the instruction-tuned version of the model, or write its template into the file as `tokenizer.chat_template`.';
  if (!source) throw new ModelError(`${name} has no chat template, so it can't hold a chat`, { kind: 'bad-request', model: name, hint });
  try {
    return chatFormat(source, vocabularyOf(model));
  } catch (cause) {
    throw new ModelError(`The chat template of ${name} can't be read: ${messageOf(cause)}`, { kind: 'bad-request', model: name, cause, hint });
  }
}
