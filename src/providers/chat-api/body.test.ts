import { expect, test } from 'vitest';
import { readBody } from './index.ts';

const reading = (content: unknown) => readBody({ model: 'm', messages: [{ role: 'user', content }] });
const text = (said: string) => ({ type: 'text', text: said });

test.each<[string, unknown, string]>([
  ['a text', 'a', 'a'],
  ['nothing', null, ''],
  ['parts', [text('a'), text('b')], 'a\nb'],
  ['parts of a response', [{ type: 'input_text', text: 'a' }], 'a'],
  ['a part without a type', [{ text: 'a' }], 'a'],
])('%s is read', (_, content, said) => {
  expect(reading(content)).toMatchObject({ ok: true, body: { messages: [{ content: said }] } });
});

test.each(['image_url', 'input_audio', 'file'])('%s is refused where it stands, by all our servers', (type) => {
  expect(reading([text('a'), { type }])).toMatchObject({
    ok: false,
    refusal: { status: 400, param: 'messages.0.content.1', message: expect.stringContaining(type) },
  });
});
