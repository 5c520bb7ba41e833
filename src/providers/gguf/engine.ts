import { statSync } from 'node:fs';
import type { LlamaGrammar, LlamaModel, Token } from 'node-llama-cpp';
import { messageOf } from '../../base/errors.ts';
import { ModelError } from '../../model/contract.ts';
import { type Lanes, openLanes } from './lanes.ts';
import { assertFits, cacheBudget, freeMemory } from './memory.ts';
import { nameOf } from './name.ts';
import { planContexts } from './plan.ts';
import { type ChatFormat, chatFormat } from './prompt.ts';
import type { GgufAnswer, GgufFacts, GgufRequest, GgufSettings } from './protocol.ts';
import { type Runtime, loadRuntime } from './runtime.ts';
import { type Sample, canTellLogprobs, choiceOf } from './sample.ts';
import { cacheBytesPerToken, fillsBlocks, hasFloatMatrices, vocabularySize } from './shape.ts';
import { withToolCalls } from './tool-calls.ts';
import { vocabularyOf } from './vocabulary.ts';

export interface Engine {
  facts: GgufFacts;
  /**
   * @throws {ModelError} `context-length` for a prompt that leaves no room, `bad-request` for a chat that the template
   * rejects.
   */
  complete(request: GgufRequest, signal: AbortSignal): Promise<GgufAnswer>;
}

interface Parts {
  runtime: Runtime;
  lanes: Lanes;
  chat: ChatFormat;
  grammar: LlamaGrammar;
  name: string;
}

/**
 * Loads a model into this process. A malformed file may crash the process: run it in a separate one.
 * @throws {ModelError}
 */
export async function openEngine(settings: GgufSettings): Promise<Engine> {
  const name = nameOf(settings.path);
  const fileBytes = statSync(settings.path).size;
  const freeBytes = freeMemory();
  assertFits(name, fileBytes, freeBytes);
  const runtime = await loadRuntime(settings);
  const { model, llama } = runtime;
  const chat = chatOf(model, name);
  const batchable = !hasFloatMatrices(model);
  const plan = planContexts({
    fileBytes,
    cacheBytesPerToken: cacheBytesPerToken(model),
    cacheBytes: settings.cacheBytes ?? cacheBudget(freeBytes, fileBytes),
    trainedContext: model.trainContextSize,
    contextSize: settings.contextSize,
    sequences: settings.sequences,
    threads: runtime.threads,
    batchable,
    blocks: fillsBlocks(model),
  });
  const lanes = await openLanes(model, plan, !batchable).catch((cause: unknown) => {
    throw new ModelError(`No room for ${plan.sequences} sequences of ${plan.contextSize} tokens: ${messageOf(cause)}`, {
      kind: 'bad-request',
      model: name,
      cause,
      hint: 'Ask for fewer sequences (W4S_GGUF_SEQUENCES) or less memory for them (W4S_GGUF_CACHE_GB).',
    });
  });
  const parts: Parts = { runtime, lanes, name, chat, grammar: await llama.getGrammarFor('json') };
  const { general } = model.fileInfo.metadata;
  const { contextSize, contexts, sequences, threadsPerContext } = plan;
  return {
    facts: {
      architecture: general.architecture,
      name: general.name ?? null,
      pid: process.pid,
      contextSize,
      contexts,
      sequences,
      threadsPerContext,
      longest: lanes.longest,
    },
    complete: (request, signal) => complete(parts, request, signal),
  };
}

async function complete(parts: Parts, request: GgufRequest, signal: AbortSignal): Promise<GgufAnswer> {
  const {
    lanes,
    chat,
    name,
    runtime: { model },
  } = parts;
  const prompt = encode(chat, request, name) as Token[];
  if (prompt.length >= lanes.longest) throw tooLong(prompt.length, lanes.longest, name);
  const samples = await sampleAll(parts, request, prompt, signal);
  return {
    choices: samples.map((sample) => {
      const choice = choiceOf(model, sample, request.logprobs);
      return request.tools.length === 0 ? choice : withToolCalls(choice, request.tools);
    }),
    promptTokens: prompt.length * samples.length,
    completionTokens: samples.reduce((sum, { tokens }) => sum + tokens.length, 0),
  };
}

/** A failing sample ends the others. */
async function sampleAll(parts: Parts, request: GgufRequest, prompt: Token[], signal: AbortSignal): Promise<Sample[]> {
  const {
    lanes,
    grammar,
    runtime: { library, model },
  } = parts;
  const { maxTokens, responseFormat, seeds, temperature, tools } = request;
  const logprobs = request.logprobs && canTellLogprobs(temperature, vocabularySize(model));
  const failed = new AbortController();
  const ends = AbortSignal.any([signal, failed.signal]);
  try {
    return await Promise.all(
      seeds.map((seed) => {
        const state =
          // A call is no JSON: its tags stand around it.
          responseFormat === 'json' && tools.length === 0
            ? new library.LlamaGrammarEvaluationState({ model, grammar })
            : undefined;
        return lanes.sample(request, { prompt, maxTokens, temperature, seed, logprobs, signal: ends, grammar: state });
      }),
    );
  } catch (error) {
    failed.abort(error);
    throw error;
  }
}

function tooLong(tokens: number, longest: number, name: string): ModelError {
  const moreMemory = 'give the KV cache more memory (W4S_GGUF_CACHE_GB)';
  return new ModelError(
    `The prompt has ${tokens} tokens, but the context of ${name} holds ${longest} including the answer`,
    {
      kind: 'context-length',
      model: name,
      hint: `Shorten the prompt, or ${moreMemory} if the model was trained for a longer context.`,
    },
  );
}

function encode(chat: ChatFormat, { messages, tools }: GgufRequest, name: string): number[] {
  if (!chat.takesTools && (tools.length > 0 || messages.some(({ role }) => role === 'tool')))
    throw new ModelError(`The chat template of ${name} has no place for tools`, {
      kind: 'bad-request',
      model: name,
      requestFault: true,
    });
  try {
    return chat.encode(messages, tools);
  } catch (cause) {
    throw new ModelError(`The chat template of ${name} rejects these messages: ${messageOf(cause)}`, {
      kind: 'bad-request',
      model: name,
      cause,
    });
  }
}

function chatOf(model: LlamaModel, name: string): ChatFormat {
  const source = model.fileInfo.metadata.tokenizer?.chat_template;
  const hint =
    'Use the instruction-tuned version of the model, or add its template to the file as `tokenizer.chat_template`.';
  if (!source)
    throw new ModelError(`${name} has no chat template, so it can't hold a chat`, {
      kind: 'bad-request',
      model: name,
      hint,
    });
  try {
    return chatFormat(source, vocabularyOf(model));
  } catch (cause) {
    throw new ModelError(`The chat template of ${name} can't be read: ${messageOf(cause)}`, {
      kind: 'bad-request',
      model: name,
      cause,
      hint,
    });
  }
}
