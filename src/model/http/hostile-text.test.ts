import { expect, test } from 'vitest';
import { processorMs } from '../../../tests/support/processor-time.ts';
import { readFailure } from './failure.ts';
import { redactor } from '../../base/redact.ts';
import { isEventStream, joinEvents } from './sse.ts';

const SIZE = 1_000_000;
const filled = (part: string): string => part.repeat(Math.ceil(SIZE / part.length)).slice(0, SIZE);
const random = (): string =>
  Array.from({ length: SIZE }, () => String.fromCharCode(32 + Math.floor(Math.random() * 95))).join('');

const texts = [
  ...[
    '<',
    '<style',
    '<script>',
    '<style>a</style',
    '< ',
    '>',
    'sk-',
    'pk-a',
    'Bearer ',
    'Bearer  \t',
    'AIza',
    'hf_',
    'model ',
    'model not ',
    '429 ',
    ' ',
    '\n',
    'a',
    '1',
    '"',
    '\\',
    '{',
    '[',
    'blocked by ',
    'content ',
    'max_tokens 1,',
    'data:',
    'data: {}\n',
    '<html>',
  ].map((part) => [JSON.stringify(part), filled(part)]),
  ['one open tag and spaces', `<html><a${filled(' ')}`],
  ['random', random()],
  ['JSON around it', JSON.stringify({ error: { message: `<html>${filled('<style')}` } })],
  ['nested lists', `${'['.repeat(SIZE / 2)}${']'.repeat(SIZE / 2)}`],
] as [string, string][];

test.each(texts)('1 MB of %s is read in no time', (_, body) => {
  const redact = redactor(['my-secret-key', 'another-one']);
  const page = body.startsWith('{') ? body : `<html>${body}`;
  let text = '';
  const spent = processorMs(() => {
    ({ text } = readFailure(new Response('', { status: 400 }), body, redact));
    readFailure(new Response('', { status: 502 }), page, redact);
    if (isEventStream(body)) joinEvents(body);
  });
  expect(spent).toBeLessThan(400);
  expect(text.length).toBeLessThanOrEqual(501);
});

test('a page keeps its words, also without an end of its tags', () => {
  const read = (body: string) => readFailure(new Response('', { status: 502 }), body, (text) => text).text;
  expect(read('<html><style>b{}</style><script>x<y</script ><b>502</b> Bad\n Gateway<p')).toBe('502 Bad Gateway');
  expect(read('a < b and c > d')).toBe('a < b and c > d');
});
