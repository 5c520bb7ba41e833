import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGguf } from '../providers/gguf/index.ts';
import { PYTHON, makeTiny } from '../../tests/support/tiny-gguf.ts';
import type { Choice, Message } from '../model/contract.ts';

const CHATS: readonly (readonly Message[])[] = [
  [{ role: 'user', content: 'Write a Python function that adds two numbers.' }],
  [
    { role: 'system', content: 'You design workflows.' },
    { role: 'user', content: "é e\u0301 ✓ 日本語 1234\n\n\tdef f(x):\r\n  return x  # it's" },
  ],
  [
    { role: 'user', content: 'accuracy 0.5' },
    { role: 'assistant', content: 'return {}' },
    { role: 'user', content: 'What is 17 + 25?' },
  ],
];

/** What the trainer makes of a GGUF base: prompt lengths, texts and log-probabilities of given answers, in float32. */
const SCORE = `
import sys, json, torch
from w4s_trainer.model.load import load_chat
from w4s_trainer.model.merge import load_trained
base, asked = sys.argv[1], json.loads(sys.argv[2])
chat, model = load_chat(base), load_trained(base, None, dtype=torch.float32)
out = []
with torch.inference_mode():
    for case in asked:
        prompt, answer = chat.prompt(tuple(case["messages"]), "here"), case["answer"]
        scores = torch.log_softmax(model(torch.tensor([prompt + answer])).logits[0, len(prompt) - 1 : -1], -1)
        out.append({"prompt": len(prompt), "logprobs": [float(scores[i, t]) for i, t in enumerate(answer)],
            "text": chat.decode([t for t in answer if t not in chat.stops]), "top": scores.argmax(-1).tolist()})
print(json.dumps(out))
`;

interface Scored {
  prompt: number;
  logprobs: number[];
  text: string;
  top: number[];
}

const MODELS = process.env['W4S_MODELS'];
const REAL = ['smollm2-135m', 'qwen2.5-coder-0.5b'].filter(
  (name) => MODELS !== undefined && existsSync(join(MODELS, `${name}.gguf`)),
);
const TRAINER = fileURLToPath(new URL('../../trainer', import.meta.url));

// W4S_TRAINER_PYTHON names a Python with the trainer's packages, W4S_MODELS a folder of real models: else these
// are skipped.
describe.skipIf(!PYTHON)('a GGUF file is to the trainer what it is to llama.cpp', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'w4s-gguf-base-'));
    await makeTiny(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const python = async (...args: string[]): Promise<string> => {
    const env = {
      ...process.env,
      W4S_CACHE: join(folder, 'cache'),
      PYTHONPATH: join(TRAINER, 'src'),
      PYTHONDONTWRITEBYTECODE: '1',
    };
    return (await promisify(execFile)(PYTHON!, args, { env, maxBuffer: 2 ** 26 })).stdout.trim().split('\n').at(-1)!;
  };
  const score = async (base: string, answers: readonly Choice[]): Promise<Scored[]> => {
    const asked = CHATS.map((messages, i) => ({ messages, answer: answers[i]!.tokens }));
    return JSON.parse(await python('-c', SCORE, base, JSON.stringify(asked))) as Scored[];
  };

  async function greedy(path: string) {
    const model = openGguf({ path, contextSize: 256 });
    try {
      const replies = [];
      for (const messages of CHATS)
        replies.push(await model.complete({ messages, temperature: 0, maxTokens: 24, logprobs: true }));
      return replies;
    } finally {
      await model.close();
    }
  }

  it.each(['f16', 'q8_0', 'no-system', ...REAL])(
    '%s',
    async (name) => {
      const path = REAL.includes(name) ? join(MODELS!, `${name}.gguf`) : join(folder, `${name}.gguf`);
      const replies = await greedy(path);
      const choices = replies.map(({ choices: [choice] }) => choice!);
      const scored = await score(path, choices);
      expect(scored.map(({ prompt }) => prompt)).toEqual(replies.map(({ usage }) => usage.promptTokens));
      expect(scored.map(({ text }) => text)).toEqual(choices.map(({ text }) => text));
      // llama.cpp rounds activations to 8 bits where weights are quantised, so likelihoods differ by some hundredths.
      expect(meanGap(scored, choices)).toBeLessThan(name === 'f16' ? 1e-3 : 0.1);
      expect(
        sameTokens(
          scored.map(({ top }) => top),
          choices,
        ),
      ).toBeGreaterThan(0.9);
    },
    600_000,
  );

  it.each(['f16', ...REAL])(
    '%s, written again as q8_0, answers alike',
    async (name) => {
      const path = REAL.includes(name) ? join(MODELS!, `${name}.gguf`) : join(folder, `${name}.gguf`);
      const again = join(folder, `${name}-again.gguf`);
      const told = await python('-m', 'w4s_trainer', 'gguf', '--base', path, '--out', again);
      expect(JSON.parse(told)).toMatchObject({ event: 'finished' });
      const before = (await greedy(path)).map(({ choices: [choice] }) => choice!);
      const after = (await greedy(again)).map(({ choices: [choice] }) => choice!);
      expect(
        sameTokens(
          after.map(({ tokens }) => tokens as number[]),
          before,
        ),
      ).toBeGreaterThan(0.6);
    },
    600_000,
  );
});

function meanGap(scored: readonly Scored[], choices: readonly Choice[]): number {
  const gaps = scored.flatMap(({ logprobs }, i) =>
    logprobs.map((logprob, t) => Math.abs(logprob - choices[i]!.logprobs![t]!)),
  );
  return gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
}

/** The share of tokens that are the same, place by place. */
function sameTokens(found: readonly number[][], choices: readonly Choice[]): number {
  const same = choices.flatMap(({ tokens }, i) => tokens!.map((token, t) => found[i]![t] === token));
  return same.filter(Boolean).length / same.length;
}
