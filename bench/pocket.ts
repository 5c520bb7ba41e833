/** How fast the shipped models load and answer, and what they take. */
import { readFileSync } from 'node:fs';
import { openGguf } from '../src/providers/gguf/index.ts';
import { readManifest } from '../src/providers/pocket/index.ts';
import { loadTask } from '../src/task/index.ts';

const ASKED = 256;
const INSTRUCTIONS = 'You act as math teacher and answer what the messages below ask.\nThink step by step.';

export async function benchPocket(): Promise<Record<string, number | string>> {
  const models = readManifest();
  const { path, contextSize } = models.find(({ name }) => name === 'executor')!;
  const model = openGguf({ path, contextSize });
  const begun = performance.now();
  const { pid } = await model.facts();
  const loadMs = performance.now() - begun;
  try {
    const items = (await loadTask('pocket-arith')).splits.validation!;
    const ask = async (index: number): Promise<number> => {
      const messages = [
        { role: 'system' as const, content: INSTRUCTIONS },
        { role: 'user' as const, content: items[index % items.length]!.input },
      ];
      return (await model.complete({ messages, temperature: 1, maxTokens: 100, seed: index })).usage.completionTokens;
    };
    return {
      shippedMegabytes: models.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6,
      loadMs,
      'tokens/s, one after the other': await rate(1, 32, ask),
      [`tokens/s, ${ASKED} at once`]: await rate(ASKED, ASKED, ask),
      'answers/s': await rate(ASKED, ASKED, async (index) => (await ask(index + ASKED), 1)),
      residentMegabytes: residentMegabytes(pid),
    };
  } finally {
    await model.close();
  }
}

/** Sum of what the calls return, a second. */
async function rate(atOnce: number, count: number, call: (index: number) => Promise<number>): Promise<number> {
  const begun = performance.now();
  let next = 0;
  let sum = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const value = await call(next++); // before `sum` is read: others add to it meanwhile
      sum += value;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (1000 * sum) / (performance.now() - begun);
}

/** Of another process; 0 where the system does not tell. */
function residentMegabytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
