import { expect, test } from 'vitest';
import { readChat } from './request.ts';

const reading = (fields: object) => readChat({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...fields });

test.each<[string, unknown, unknown]>([
  ['stream', false, true],
  ['stop', [], ['x']],
  ['tools', [], [{}]],
  ['functions', [], [{}]],
  ['logit_bias', {}, { 7: -100 }],
  ['top_p', 1, 0.5],
  ['top_k', -1, 5],
  ['min_p', 0, 0.1],
  ['typical_p', 1, 0.9],
  ['repetition_penalty', 1, 1.1],
  ['frequency_penalty', 0, 1],
  ['best_of', 1, 3],
  ['min_tokens', 0, 9],
  ['ignore_eos', false, true],
  ['stop_token_ids', [], [2]],
  ['bad_words', [], ['x']],
  ['chat_template_kwargs', {}, { enable_thinking: false }],
  ['add_generation_prompt', true, false],
  ['continue_final_message', false, true],
  ['guided_json', null, { type: 'object' }],
  ['structured_outputs', null, { choice: ['a'] }],
])('%s is taken where it changes nothing, and refused where it would', (field, neutral, other) => {
  expect(reading({ [field]: neutral })).toMatchObject({ ok: true });
  expect(reading({ [field]: other })).toMatchObject({ ok: false, refusal: { status: 400, param: field } });
});
