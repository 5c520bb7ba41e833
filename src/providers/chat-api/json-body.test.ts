import { expect, test } from 'vitest';
import { createApp } from '../pocket/app.ts';
import { startSim } from '../sim/index.ts';

const text = JSON.stringify({ model: 'sim-executor', messages: [{ role: 'user', content: 'Café?' }] });

test.each<[string, Buffer, RegExp]>([
  ['no JSON', Buffer.from(text.slice(1)), /invalid_json/],
  ['Latin-1', Buffer.from(text, 'latin1'), /invalid_json/],
  ['UTF-8', Buffer.from(text), /choices|model_not_found/],
  ['UTF-8 with its mark', Buffer.from(`\uFEFF${text}`), /choices|model_not_found/],
])('a body of %s', async (_, body, answer) => {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  const sim = await startSim();
  const pocket = createApp({ served: [], host: '127.0.0.1', closing: new AbortController().signal });
  const replies = [
    await fetch(`${sim.url}/chat/completions`, request),
    await pocket.request('http://127.0.0.1/v1/chat/completions', request),
  ];
  for (const reply of replies) expect(await reply.text()).toMatch(answer);
  await sim.close();
});
