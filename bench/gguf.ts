/**
 * Tokens a second of a GGUF file: prompts and answers at several sequences, the library by itself beside the product,
 * and the product's answers in JSON; medians of the rounds, in which the two take turns at being first.
 * `npm run bench:gguf -- FILE [--quick] [--rounds 3] [--kv q8_0]`: the type of the library's keys and values.
 */
import { availableParallelism, loadavg } from 'node:os';
import { basename } from 'node:path';
import { type LlamaModel, LlamaLogLevel, getLlama } from 'node-llama-cpp';
import { parseArgs } from 'node:util';
import { openGguf } from '../src/providers/gguf/index.ts';
import { percentiles } from '../src/statistics/index.ts';

const CONTEXT = 1024;
const TEXT =
  'A farmer has seventeen sheep and buys five more every week for three weeks, then sells a quarter of them. ' +
  'How many sheep are left? Think step by step, and explain each step before you give the answer as a number.';

const IN_JSON = `${TEXT} Reply with JSON: the keys "steps", a list of sentences, and "answer".`;

interface Rates {
  prompt: number;
  answer: number;
}

const {
  values: { quick = false, rounds: given = '1', kv = 'f16' },
  positionals: [path],
} = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, rounds: { type: 'string' }, kv: { type: 'string' } },
});
const rounds = Number(given);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`Expected --rounds to be 1 or more, got ${given}`);
const cacheType = (['F16', 'Q8_0', 'Q4_0'] as const).find((name) => name === kv.toUpperCase());
if (cacheType === undefined) throw new Error(`Expected --kv to be f16, q8_0 or q4_0, got ${kv}`);
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
  '| sequences | prompt, library | w4s | answer, library | w4s | answer, ratio | in JSON, w4s | load |\n' +
    '|---|---|---|---|---|---|---|---|',
);
for (const sequences of quick ? [1, 8] : [1, 4, 8, 16, 32]) {
  const measured: { raw: Rates; own: Rates & { json: number } }[] = [];
  for (let round = 0; round < rounds; round++) {
    const early = round % 2 === 1 ? await productRates(path, sequences) : undefined;
    const raw = await libraryRates(model, sequences);
    measured.push({ raw, own: early ?? (await productRates(path, sequences)) });
  }
  const middle = (rate: (of: (typeof measured)[number]) => number): number =>
    percentiles(measured.map(rate), [0.5])[0] ?? NaN;
  const cells = [
    middle(({ raw }) => raw.prompt).toFixed(1),
    middle(({ own }) => own.prompt).toFixed(1),
    middle(({ raw }) => raw.answer).toFixed(1),
    middle(({ own }) => own.answer).toFixed(1),
    middle(({ raw, own }) => own.answer / raw.answer).toFixed(2),
    middle(({ own }) => own.json).toFixed(1),
  ];
  const [load] = loadavg();
  const row = [sequences, ...cells, load?.toFixed(1)];
  console.log(`| ${row.join(' | ')} |`);
}
await llama.dispose();

/** Each prompt begins otherwise, so that none is spared by another. */
function prompts(count: number, text = TEXT): string[] {
  return Array.from({ length: count }, (_, i) => `${i + 1}. ${text}`);
}

async function libraryRates(loaded: LlamaModel, sequences: number): Promise<Rates> {
  const context = await loaded.createContext({
    contextSize: CONTEXT,
    sequences,
    threads,
    flashAttention: true,
    experimentalKvCacheKeyType: cacheType,
    experimentalKvCacheValueType: cacheType,
  });
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

/** The prompts once for a token each, then the answers to what is evaluated by then; the same in JSON. */
async function productRates(file: string, sequences: number): Promise<Rates & { json: number }> {
  const served = openGguf({ path: file, sequences, contextSize: CONTEXT, gpu: 'off' });
  await served.facts();
  const rates = async (maxTokens: number, responseFormat: 'text' | 'json'): Promise<Rates> => {
    const asked = prompts(sequences, responseFormat === 'json' ? IN_JSON : TEXT).map((content, seed) => ({
      messages: [{ role: 'user' as const, content }],
      temperature: 1,
      seed,
      maxTokens,
      responseFormat,
    }));
    const tokens = { prompt: 0, answer: 0 };
    const milliseconds = await timed(async () => {
      for (const { usage } of await Promise.all(asked.map((request) => served.complete(request)))) {
        tokens.prompt += usage.promptTokens;
        tokens.answer += usage.completionTokens;
      }
    });
    return { prompt: (1000 * tokens.prompt) / milliseconds, answer: (1000 * tokens.answer) / milliseconds };
  };
  const { prompt } = await rates(1, 'text');
  const { answer } = await rates(length, 'text');
  await rates(1, 'json');
  const { answer: json } = await rates(length, 'json');
  await served.close();
  return { prompt, answer, json };
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await run();
  return performance.now() - begun;
}
