import type {
  EvaluationPriority,
  LlamaContextSequence,
  LlamaGrammarEvaluationState,
  LlamaModel,
  SequenceEvaluateOptions,
  Token,
} from 'node-llama-cpp';
import type { Choice } from '../../model/contract.ts';

export interface SampleOptions {
  /** The prompt's last token; the ones before it are in the sequence. */
  last: Token;
  /** Maximum tokens, above 0. */
  limit: number;
  temperature: number;
  seed: number;
  logprobs: boolean;
  grammar?: LlamaGrammarEvaluationState;
  /** Priority of the sequence in a batch. */
  priority: EvaluationPriority;
  signal: AbortSignal;
}

export interface Sample {
  /** Sampled ids; the last one ended the turn. */
  tokens: Token[];
  /** Natural logarithms under the model itself, before temperature; empty unless requested. */
  logprobs: number[];
  stopped: boolean;
}

/**
 * One answer, token by token. The library's own defaults cut the distribution (top 40, 95%): here all of it is
 * sampled.
 * @throws the signal's reason.
 */
export async function sampleAnswer(
  sequence: LlamaContextSequence,
  { last, limit, signal, ...options }: SampleOptions,
): Promise<Sample> {
  const sample: Sample = { tokens: [], logprobs: [], stopped: false };
  for await (const { token, logprob } of evaluated(sequence, [last], options)) {
    signal.throwIfAborted();
    sample.tokens.push(token);
    if (logprob !== undefined) sample.logprobs.push(logprob);
    sample.stopped = sequence.model.isEogToken(token);
    if (sample.stopped || sample.tokens.length >= limit) break;
  }
  return sample;
}

/**
 * The runtime transfers the probabilities of all tokens one by one, for each sampled token: with a vocabulary of
 * 152,000 that takes 40 ms, as long as sampling the token, and all sequences wait for it.
 */
const LARGE_VOCABULARY = 20_000;

/** Whether log-probabilities at this temperature are available without the probabilities of a large vocabulary. */
export function canTellLogprobs(temperature: number, vocabulary: number): boolean {
  return isPlain(temperature) || vocabulary <= LARGE_VOCABULARY;
}

/** The runtime's figure for the sampled token is then its probability under the model itself. */
function isPlain(temperature: number): boolean {
  return temperature === 0 || temperature === 1;
}

/** @param asked Whether token ids were requested; includes log-probabilities if known. */
export function choiceOf(model: LlamaModel, { tokens, logprobs, stopped }: Sample, asked: boolean): Choice {
  const text = model.detokenize(stopped ? tokens.slice(0, -1) : tokens);
  return {
    text,
    outcome: stopped ? outcomeOf(text) : 'truncated',
    finishReason: stopped ? 'stop' : 'length',
    tokens: asked ? tokens : undefined,
    logprobs: logprobs.length > 0 ? logprobs : undefined,
  };
}

function outcomeOf(text: string): Choice['outcome'] {
  return text.trim() === '' ? 'empty' : 'ok';
}

async function* evaluated(
  sequence: LlamaContextSequence,
  prompt: Token[],
  { temperature, seed, logprobs, grammar, priority }: Omit<SampleOptions, 'last' | 'limit' | 'signal'>,
) {
  const options: SequenceEvaluateOptions = {
    temperature,
    seed,
    topK: 0,
    topP: 1,
    minP: 0,
    yieldEogToken: true,
    evaluationPriority: priority,
    grammarEvaluationState: grammar,
  };
  if (!logprobs) {
    for await (const token of sequence.evaluate(prompt, options)) yield { token, logprob: undefined };
  } else if (isPlain(temperature)) {
    for await (const { token, confidence } of sequence.evaluateWithMetadata(prompt, { confidence: true }, options))
      yield { token, logprob: Math.log(confidence) };
  } else {
    for await (const { token, probabilities } of sequence.evaluateWithMetadata(
      prompt,
      { probabilities: true },
      options,
    )) {
      yield { token, logprob: withoutTemperature(probabilities, token, temperature) };
    }
  }
}

/**
 * The runtime gives probabilities after temperature T: p_i ~ exp(z_i / T), so log softmax(z)_i = T log p_i - log sum_j
 * exp(T log p_j). Tokens whose probability is 0 in float32 are missing from the sum: exact in practice for T above 0.2.
 */
function withoutTemperature(probabilities: ReadonlyMap<Token, number>, token: Token, temperature: number): number {
  let sum = 0;
  for (const probability of probabilities.values()) sum += probability ** temperature;
  return temperature * Math.log(probabilities.get(token) ?? 0) - Math.log(sum);
}
