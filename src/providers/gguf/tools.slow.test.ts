import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CompletionRequest } from '../../model/contract.ts';
import { openGguf } from './open.ts';

const MODELS = process.env['W4S_MODELS'];
const POCKET = join(import.meta.dirname, '../../../models/executor.gguf');

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [{ name: 'get_weather', description: 'The weather of a city now.', inputSchema: city }];
const question = { role: 'user' as const, content: 'What is the weather in Paris right now?' };
const asked = async (path: string, request: CompletionRequest) => {
  const model = openGguf({ path, sequences: 1, contextSize: 1024, threads: 1 });
  return model.complete({ temperature: 0, maxTokens: 80, seed: 1, ...request }).finally(() => model.close());
};

it('a file whose template has no place for tools says so', async () => {
  await expect(asked(POCKET, { messages: [question], tools })).rejects.toMatchObject({
    requestFault: true,
    message: expect.stringContaining('has no place for tools'),
  });
}, 60_000);

// W4S_MODELS names a folder with qwen2.5-coder-0.5b.gguf; without it this test is skipped.
it.skipIf(!MODELS)(
  'half a billion weights call a tool, and take what came of it',
  async () => {
    const file = join(MODELS!, 'qwen2.5-coder-0.5b.gguf');
    const first = await asked(file, { messages: [question], tools });
    const call = first.choices[0]!;
    expect(call).toMatchObject({ outcome: 'ok', toolCalls: [{ id: 'call-1', name: 'get_weather' }] });
    expect(JSON.parse(call.toolCalls![0]!.arguments)).toEqual({ city: 'Paris' });
    const { toolCalls, text } = call;
    const result = { role: 'tool' as const, content: '31 degrees', toolCallId: 'call-1' };
    const messages = [question, { role: 'assistant' as const, content: text, toolCalls }, result];
    // What it makes of it is the model's affair: this one calls again.
    const { usage } = await asked(file, { messages, tools });
    expect(usage.promptTokens).toBeGreaterThan(first.usage.promptTokens + first.usage.completionTokens);
  },
  300_000,
);
