import { expect, test } from 'vitest';
import { serverOf } from './server.ts';

const config = { providers: { lab: { baseUrl: 'http://lab.test/v1', apiKeyEnv: 'LAB_KEY', effort: 'low' } } };
const env = { VLLM_BASE_URL: 'http://node7:8000/v1' };

test.each([
  ['openai:gpt-6-luna?effort=high', 'https://api.openai.com/v1', 'gpt-6-luna', 'high', ['OPENAI_API_KEY']],
  ['ollama:qwen2.5-coder:7b', 'http://127.0.0.1:11434/v1', 'qwen2.5-coder:7b', 'none', ['OLLAMA_API_KEY']],
  ['vllm:Qwen/Qwen3-8B', 'http://node7:8000/v1', 'Qwen/Qwen3-8B', 'none', ['VLLM_API_KEY']],
  ['openrouter:a/b', 'https://openrouter.ai/api/v1', 'a/b', 'none', ['OPENROUTER_API_KEY']],
  ['anthropic:claude', 'https://api.anthropic.com/v1', 'claude', 'none', ['ANTHROPIC_API_KEY']],
  ['lab:m', 'http://lab.test/v1', 'm', 'low', ['LAB_KEY']],
  ['http://lab.test/v1#m', 'http://lab.test/v1', 'm', 'low', ['LAB_KEY']],
  ['http://127.0.0.1:8000/v1#a/b', 'http://127.0.0.1:8000/v1', 'a/b', 'none', ['OPENAI_API_KEY']],
  ['gguf:./m.gguf@1a2b3c4d', '', '', 'none', []],
  ['pocket:executor', '', '', 'none', []],
  ['gone:m', '', '', 'none', []],
  [undefined, 'https://api.openai.com/v1', '', 'none', ['OPENAI_API_KEY']],
])('what was measured with %s asks %s', (executor, baseUrl, model, effort, keys) => {
  expect(serverOf(executor, { config, env })).toEqual({ baseUrl, model, effort, keys });
});
