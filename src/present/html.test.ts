import { expect, test } from 'vitest';
import { escapeHtml, html, trusted } from './html.ts';

test.each([
  ['</script><script>alert(1)</script>', '&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;'],
  [`" onload='x' &`, '&quot; onload=&#39;x&#39; &amp;'],
  ['naïve 数学 🙂', 'naïve 数学 🙂'],
  ['a\u202eb\u0000c', 'a\\u202eb\\u0000c'],
])('escapes %j', (text, expected) => {
  expect(escapeHtml(text)).toBe(expected);
});

test('puts in text escaped, HTML as it is, lists joined, and nothing for nothing', () => {
  const list = ['<a>', html`<i>${'&'}</i>`, null];
  expect(html`<p title="${'"'}">${list}${undefined}${false}${0}${trusted('<br>')}</p>`.text).toBe(
    '<p title="&quot;">&lt;a&gt;<i>&amp;</i>0<br></p>',
  );
});
