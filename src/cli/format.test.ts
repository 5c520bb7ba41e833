import { expect, test } from 'vitest';
import { byItsEnds } from './format.ts';

test.each([
  ['gsm8k', 'gsm8k'],
  ['a'.repeat(40), 'a'.repeat(40)],
  ['reasoning-gym:number_format?max_num_candidates=3', 'reasoning-gym:number_forma…_candidates=3'],
  ['gguf:/home/anna/models/qwen2.5-coder-1.5b-q4.gguf', 'gguf:/home/anna/models/qwe…-1.5b-q4.gguf'],
  ['🐑'.repeat(41), `${'🐑'.repeat(26)}…${'🐑'.repeat(13)}`],
])('a cell `%s` is `%s`', (text, shown) => {
  expect(byItsEnds(text)).toBe(shown);
  expect([...shown].length).toBeLessThanOrEqual(40);
});
