import { openGguf } from '../providers/gguf/index.ts';
import type { Estimate, Range } from '../score/index.ts';

/** How fast a model answers on this machine when it is asked one thing at a time. Tokens a second. */
export interface ModelSpeed {
  prompt: number;
  answer: number;
  /** Tokens of prompt and answer together. */
  contextSize: number;
}

const PROMPT_WORDS = 300;
const ANSWER_TOKENS = 24;
/** Programs that ask several times an item, and longer answers than the shortest. */
const LAVISH = 3;

/**
 * Loads the file and asks it twice.
 * @throws {W4sError} for a file that is not there, is no GGUF, can't be loaded, or has no chat template.
 */
export async function speedOf(path: string): Promise<ModelSpeed> {
  const model = openGguf({ path });
  try {
    const { contextSize } = await model.facts();
    const words = Math.min(PROMPT_WORDS, Math.floor(contextSize / 8));
    const read = await timed(() => ask(`Say yes.${' word'.repeat(words)}`, 1));
    const written = await timed(() => ask('Count from 1 to 40, with commas.', ANSWER_TOKENS));
    return {
      contextSize,
      prompt: read.promptTokens / read.seconds,
      answer: written.completionTokens / written.seconds,
    };
  } finally {
    await model.close();
  }

  async function ask(content: string, maxTokens: number) {
    const { usage } = await model.complete({
      messages: [{ role: 'user', content }],
      maxTokens,
      temperature: 0,
      seed: 0,
    });
    return usage;
  }
}

/** What an estimate would take at this speed, from the plain case to a lavish one. Minutes. */
export function minutesOf({ calls }: Estimate, { prompt, answer }: ModelSpeed): Range {
  const seconds = calls.reduce(
    (sum, { calls: { low }, promptTokens, completionTokens }) =>
      sum + low * (promptTokens / prompt + completionTokens.low / answer),
    0,
  );
  return { low: seconds / 60, high: (LAVISH * seconds) / 60 };
}

async function timed<T>(run: () => Promise<T>): Promise<T & { seconds: number }> {
  const begun = performance.now();
  return { ...(await run()), seconds: (performance.now() - begun) / 1000 };
}
