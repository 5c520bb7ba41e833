import type { CompletionRequest } from '../../model/contract.ts';
import { messageKey } from '../../model/index.ts';

/** Far more samples than a quota allows within one item, so that repeats never share one. */
const SAMPLES_PER_REPEAT = 100_000;

/** What makes two requests the same: with the sample index, what a cached completion is found by. */
type RequestContent = Pick<CompletionRequest, 'messages' | 'temperature' | 'maxTokens' | 'responseFormat' | 'tools'>;

/**
 * Gives each occurrence of the same request within one item the next sample indices. Asking twice for one answer, or
 * once for two, gives samples 0 and 1; a later run of the same workflow asks for the same ones and finds them cached.
 */
export class SampleCounter {
  private readonly next = new Map<string, number>();
  private readonly base: number;

  constructor(repeat: number) {
    this.base = repeat * SAMPLES_PER_REPEAT;
  }

  /** Index of the first of `count` samples. */
  take(content: RequestContent, count: number): number {
    const { messages, temperature, maxTokens, responseFormat, tools } = content;
    const key = JSON.stringify([messages.map(messageKey), temperature, maxTokens, responseFormat, tools]);
    const first = this.next.get(key) ?? this.base;
    this.next.set(key, first + count);
    return first;
  }
}
