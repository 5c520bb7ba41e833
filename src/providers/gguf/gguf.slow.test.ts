import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Choice, CompletionRequest, Message } from '../../model/contract.ts';
import { seedOf } from '../../base/random.ts';
import { type GgufModel, type OpenGgufOptions, ggufProvider, openGguf } from './index.ts';
import { ggufProcesses } from '../../../tests/support/gguf-processes.ts';
import { type Judged, PYTHON, judge, makeTiny } from '../../../tests/support/tiny-gguf.ts';

const CHATS: readonly (readonly Message[])[] = [
  [{ role: 'user', content: 'improve it' }],
  [
    { role: 'system', content: 'You design workflows.' },
    { role: 'user', content: 'Write a vote over 512 answers: é ✓\n\n  def f(x):\n\treturn x\n' },
  ],
  [
    { role: 'user', content: 'accuracy 0.5' },
    { role: 'assistant', content: 'return {}' },
    { role: 'user', content: '' },
  ],
];
const [PLAIN] = CHATS as [readonly Message[]];

// W4S_TRAINER_PYTHON names a Python with the trainer's packages; without it these tests are skipped.
describe.skipIf(!PYTHON)('a model written by the trainer', () => {
  let folder: string;
  const open: GgufModel[] = [];
  const use = (kind: string, options: Omit<OpenGgufOptions, 'path'> = {}): GgufModel => {
    const model = openGguf({ path: join(folder, `${kind}.gguf`), ...options });
    open.push(model);
    return model;
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'w4s-gguf-'));
    await makeTiny(folder);
  });
  afterAll(async () => {
    await Promise.all(open.map((model) => model.close()));
    rmSync(folder, { recursive: true, force: true });
  });

  describe('beside transformers', () => {
    const asked = ['f16', 'q8_0'].flatMap((kind) =>
      [0, 0.7, 1].flatMap((temperature) => CHATS.map((messages, chat) => ({ kind, temperature, messages, chat }))),
    );
    const answers: { choice: Choice; promptTokens: number; judged: Judged }[] = [];
    beforeAll(async () => {
      const models = { f16: use('f16'), q8_0: use('q8_0') };
      const completions = await Promise.all(
        asked.map(({ kind, temperature, messages }) =>
          models[kind as 'f16'].complete({ messages, temperature, seed: 1, maxTokens: 40, logprobs: true }),
        ),
      );
      const judged = await judge(
        folder,
        asked.map(({ messages }, i) => ({
          messages,
          greedy: 40,
          answer: completions[i]!.choices[0]!.tokens as number[],
        })),
      );
      answers.push(
        ...completions.map(({ choices, usage }, i) => ({
          choice: choices[0]!,
          promptTokens: usage.promptTokens,
          judged: judged[i]!,
        })),
      );
    });

    it.each(asked.map((one, i) => ({ ...one, i })))(
      '$kind at temperature $temperature, chat $chat',
      ({ kind, temperature, i }) => {
        const { choice, promptTokens, judged } = answers[i]!;
        const off = choice.logprobs!.map((logprob, t) => Math.abs(logprob - judged.logprobs[t]!));
        expect(promptTokens).toBe(judged.prompt.length);
        expect(choice.text).toBe(judged.text);
        expect(choice.logprobs).toHaveLength(choice.tokens!.length);
        expect(Math.max(...off)).toBeLessThan(kind === 'f16' ? 5e-3 : 0.2);
        if (kind === 'f16' && temperature === 0)
          expect(choice.tokens).toEqual(judged.greedy.slice(0, choice.tokens!.length));
      },
    );
  });

  it.each(['f16', 'q8_0'])('%s: the same seed gives the same text, alone and beside others', async (kind) => {
    const model = use(kind);
    const request: CompletionRequest = { messages: PLAIN, temperature: 1, maxTokens: 40, seed: 7, logprobs: true };
    const [many] = await Promise.all([
      model.complete({ ...request, n: 40 }),
      model.complete({ messages: CHATS[1]!, n: 20, maxTokens: 30 }),
    ]);
    const alone = [];
    for (let i = 0; i < 6; i++)
      alone.push((await model.complete({ ...request, seed: i === 0 ? 7 : seedOf(7, i) })).choices[0]!);
    expect(alone).toEqual(many.choices.slice(0, 6));
    expect(new Set(many.choices.map(({ text }) => text)).size).toBeGreaterThan(30);
    expect(many.usage.completionTokens).toBe(many.choices.reduce((sum, { tokens }) => sum + tokens!.length, 0));
  });

  it('two processes of one file answer alike at the same time', async () => {
    const request: CompletionRequest = { messages: PLAIN, n: 8, seed: 3, maxTokens: 30 };
    const [one, other] = [use('q8_0'), use('q8_0')];
    const [a, b] = await Promise.all([one.complete(request), other.complete(request)]);
    expect(a.choices).toEqual(b.choices);
    expect((await one.facts()).pid).not.toBe((await other.facts()).pid);
  });

  it('the provider runs a file once, whoever opens it, and ends it', async () => {
    const { provider, close } = ggufProvider({ threads: 1 });
    const path = join(folder, 'q8_0.gguf');
    const context = { id: `gguf:${path}`, config: {}, env: {} };
    const [executor, meta] = [provider.open(path, context), provider.open(path, context)];
    const request: CompletionRequest = { messages: PLAIN, maxTokens: 5, seed: 1 };
    const completions = await Promise.all([executor.complete(request), meta.complete(request)]);
    expect(completions[0]).toMatchObject({ model: 'gguf:q8_0.gguf', costUsd: 0, choices: completions[1].choices });
    await close();
  });

  it('the provider runs the same weights once under all of their names', async () => {
    const { provider, close } = ggufProvider({ threads: 1 });
    const path = join(folder, 'q8_0.gguf');
    const link = join(folder, 'link.gguf');
    symlinkSync(path, link);
    const names = [path, relative('.', path), provider.pin!(path), link];
    const before = new Set(ggufProcesses());
    const models = names.map((name) => provider.open(name, { id: `gguf:${name}`, config: {}, env: {} }));
    await Promise.all(models.map((model) => model.complete({ messages: PLAIN, maxTokens: 5, seed: 1 })));
    expect(ggufProcesses().filter((pid) => !before.has(pid))).toHaveLength(1);
    expect(models.map(({ id }) => id)).toEqual(names.map((name) => `gguf:${name}`));
    await close();
  });

  it('what a sequence holds of a prompt, and takes over from others, changes nothing', async () => {
    const system = { role: 'system' as const, content: 'You design workflows. '.repeat(8) };
    const ask = (content: string): CompletionRequest => ({
      messages: [system, { role: 'user', content }],
      seed: 3,
      n: 6,
      maxTokens: 20,
      logprobs: true,
    });
    const texts = ['a vote', 'a vote over five answers', 'steps', 'a vote'];
    const shared = use('q8_0', { threads: 1, contextSize: 256 });
    const together = await Promise.all(texts.map((text) => shared.complete(ask(text))));
    for (const [i, text] of texts.entries()) {
      const fresh = use('q8_0', { threads: 1, contextSize: 256, sequences: 1 });
      expect(together[i]!.choices.slice(0, 2)).toEqual((await fresh.complete({ ...ask(text), n: 2 })).choices);
      await fresh.close();
    }
  });

  it('merges the system message where the template has no place for it', async () => {
    const [system, user] = [
      { role: 'system' as const, content: 'Be short.' },
      { role: 'user' as const, content: 'improve it' },
    ];
    const model = use('no-system');
    const merged: Message[] = [{ role: 'user', content: 'Be short.\n\nimprove it' }];
    const [one, other] = await Promise.all(
      [[system, user], merged].map((messages) => model.complete({ messages, seed: 1, maxTokens: 8 })),
    );
    expect(one!.choices).toEqual(other!.choices);
  });

  it('refuses a file without a chat template', async () => {
    const bytes = readFileSync(join(folder, 'q8_0.gguf'));
    bytes.write('chat_templat_', bytes.indexOf('chat_template'));
    writeFileSync(join(folder, 'no-template.gguf'), bytes);
    await expect(use('no-template').complete({ messages: PLAIN })).rejects.toMatchObject({
      kind: 'bad-request',
      message: expect.stringContaining('no chat template'),
      hint: expect.stringContaining('instruction-tuned'),
    });
  });

  it('ends at each of two end tokens', async () => {
    const bytes = readFileSync(join(folder, 'q8_0.gguf'));
    const key = 'tokenizer.ggml.eos_token_id';
    const at = bytes.indexOf(key) + key.length + 4; // after the type of the value
    const endOfTurn = bytes.readUInt32LE(at);
    const endOfText = endOfTurn - 2;
    bytes.writeUInt32LE(endOfText, at);
    writeFileSync(join(folder, 'two-ends.gguf'), bytes);
    const { choices } = await use('two-ends').complete({
      messages: PLAIN,
      n: 64,
      seed: 1,
      temperature: 2,
      logprobs: true,
    });
    const ends = new Set(
      choices.filter(({ finishReason }) => finishReason === 'stop').map(({ tokens }) => tokens!.at(-1)),
    );
    expect(ends).toEqual(new Set([endOfTurn, endOfText]));
    for (const { tokens } of choices) expect(tokens!.slice(0, -1).some((token) => ends.has(token))).toBe(false);
  });

  it('tells its shape', async () => {
    expect(await use('q8_0', { threads: 2 }).facts()).toMatchObject({
      architecture: 'qwen2',
      name: 'tiny',
      contextSize: 256,
      contexts: 2,
      sequences: 32,
      threadsPerContext: 1,
    });
  });

  it('a prompt that does not fit is an error, an answer that does not is truncated', async () => {
    const model = use('q8_0', { contextSize: 64 });
    const long = [{ role: 'user' as const, content: 'word '.repeat(80) }];
    await expect(model.complete({ messages: long })).rejects.toMatchObject({
      kind: 'context-length',
      code: 'model-context-length',
      message: expect.stringMatching(/prompt has \d+ tokens.*holds 64/),
    });
    const { choices, usage } = await model.complete({ messages: PLAIN, seed: 1, temperature: 2, logprobs: true, n: 6 });
    const full = choices.filter(({ outcome }) => outcome === 'truncated');
    expect(full.length).toBeGreaterThan(0);
    for (const { finishReason, tokens } of full) {
      expect(finishReason).toBe('length');
      expect(tokens!.length + usage.promptTokens / 6).toBe(64);
    }
  });

  it('keeps to JSON where that is asked for', async () => {
    const { choices } = await use('q8_0').complete({
      messages: PLAIN,
      n: 6,
      seed: 5,
      maxTokens: 30,
      responseFormat: 'json',
    });
    for (const { text } of choices) expect(text).toMatch(/^\{\s*("|\}|$)/);
  });

  it('stops when the signal fires, and serves the next call', async () => {
    const model = use('q8_0');
    await model.facts();
    const controller = new AbortController();
    const running = model.complete({ messages: PLAIN, n: 64, temperature: 1.5, signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect((await model.complete({ messages: PLAIN, maxTokens: 3 })).choices).toHaveLength(1);
  });

  it('a process that dies fails its calls, retryably, and gets a successor', async () => {
    const model = use('q8_0');
    const { pid } = await model.facts();
    const running = model.complete({ messages: PLAIN, n: 64, temperature: 1.5 });
    setTimeout(() => process.kill(pid, 'SIGKILL'), 20);
    await expect(running).rejects.toMatchObject({
      kind: 'server',
      isRetryable: true,
      message: expect.stringContaining('SIGKILL'),
    });
    expect((await model.complete({ messages: PLAIN, maxTokens: 3 })).choices).toHaveLength(1);
    expect((await model.facts()).pid).not.toBe(pid);
  });

  it('outlives a file that takes its process down', async () => {
    const bytes = readFileSync(join(folder, 'q8_0.gguf'));
    const key = 'qwen2.attention.head_count_kv';
    bytes.writeUInt32LE(0, bytes.indexOf(key) + key.length + 4); // after the type of the value
    writeFileSync(join(folder, 'aborts.gguf'), bytes);
    await expect(use('aborts').complete({ messages: PLAIN })).rejects.toMatchObject({
      kind: 'bad-request',
      message: expect.stringMatching(/process that loaded it ended \(.+\): GGML_ASSERT/),
    });
  });

  it('refuses half a file', async () => {
    const bytes = readFileSync(join(folder, 'q8_0.gguf'));
    writeFileSync(join(folder, 'half.gguf'), bytes.subarray(0, bytes.length / 2));
    await expect(use('half').complete({ messages: PLAIN })).rejects.toMatchObject({
      kind: 'bad-request',
      message: expect.stringContaining('corrupted or incomplete'),
    });
  });
});
