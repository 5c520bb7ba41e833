/**
 * Tokens a second of a GGUF file: prompts and answers at several sequences, the library by itself beside the product.
 * `npm run bench:gguf -- FILE [--quick]`
 */
import { availableParallelism, loadavg } from 'node:os';
import { basename } from 'node:path';
import { type LlamaModel, LlamaLogLevel, getLlama } from 'node-llama-cpp';
import { openGguf } from '../src/providers/gguf/index.ts';

const CONTEXT = 1024;
const TEXT =
  'A farmer has seventeen sheep and buys five more every week for three weeks, then sells a quarter of them. ' +
  'How many sheep are left? Think step by step, and explain each step before you give the answer as a number.';

interface Rates {
  prompt: number;
  answer: number;
}

const quick = process.argv.includes('--quick');
const path = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
if (path === undefined) throw new Error('Expected the path of a GGUF file, e.g. `npm run bench:gguf -- ./model.gguf`');
const length = quick ? 16 : 48;
const threads = availableParallelism();
const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  maxThreads: threads,
  logLevel: LlamaLogLevel.error,
});
const model = await llama.loadModel({ modelPath: path, gpuLayers: 0 });

console.log(`${basename(path)}: ${threads} threads, answers of ${length} tokens; tokens/s of the library, then of w4s`);
console.log(
  '| sequences | prompt, library | w4s | answer, library | w4s | answer, ratio | load |\n|---|---|---|---|---|---|---|',
);
for (const sequences of quick ? [1, 8] : [1, 4, 8, 16, 32]) {
  const raw = await libraryRates(model, sequences);
  const own = await productRates(path, sequences);
  const cells = [raw.prompt, own.prompt, raw.answer, own.answer].map((rate) => rate.toFixed(1));
  const [load] = loadavg();
  const row = [sequences, ...cells, (own.answer / raw.answer).toFixed(2), load?.toFixed(1)];
  console.log(`| ${row.join(' | ')} |`);
}
await llama.dispose();

/** Each prompt begins otherwise, so that none is spared by another. */
function prompts(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i + 1}. ${TEXT}`);
}

async function libraryRates(loaded: LlamaModel, sequences: number): Promise<Rates> {
  const context = await loaded.createContext({ contextSize: CONTEXT, sequences, threads, flashAttention: true });
  const asked = prompts(sequences).map((text) =>
    loaded.tokenize(`<|im_start|>user\n${text}<|im_end|>\n<|im_start|>assistant\n`, true),
  );
  const sampling = { temperature: 1, topK: 0, topP: 1, minP: 0, yieldEogToken: true };
  const answers = asked.map((tokens, seed) => context.getSequence().evaluate(tokens, { ...sampling, seed }));
  const first = await timed(() => Promise.all(answers.map((answer) => answer.next())));
  let count = 0;
  const rest = await timed(() =>
    Promise.all(
      answers.map(async (answer) => {
        for (let i = 1; i < length; i++) {
          const { value } = await answer.next();
          count++;
          if (value === undefined || loaded.isEogToken(value)) break;
        }
        await answer.return();
      }),
    ),
  );
  await context.dispose();
  return {
    prompt: (1000 * asked.reduce((sum, tokens) => sum + tokens.length, 0)) / first,
    answer: (1000 * count) / rest,
  };
}

/** The prompts once for a token each, then the answers to what is evaluated by then. */
async function productRates(file: string, sequences: number): Promise<Rates> {
  const served = openGguf({ path: file, sequences, contextSize: CONTEXT, gpu: 'off' });
  await served.facts();
  let tokens = { prompt: 0, answer: 0 };
  const ask = (maxTokens: number): Promise<number> =>
    timed(async () => {
      const all = prompts(sequences).map((content, seed) =>
        served.complete({ messages: [{ role: 'user', content }], temperature: 1, seed, maxTokens }),
      );
      tokens = { prompt: 0, answer: 0 };
      for (const { usage } of await Promise.all(all))
        tokens = { prompt: tokens.prompt + usage.promptTokens, answer: tokens.answer + usage.completionTokens };
    });
  const first = await ask(1);
  const prompt = (1000 * tokens.prompt) / first;
  const rest = await ask(length);
  await served.close();
  return { prompt, answer: (1000 * tokens.answer) / rest };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}
