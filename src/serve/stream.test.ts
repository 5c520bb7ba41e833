import { expect, test } from 'vitest';
import type { Answer } from './contract.ts';
import { chat } from './dialect/chat.ts';
import { streamOf } from './stream.ts';

const head = { id: 'x', created: 0, model: 'm', system_fingerprint: 'f' };
const asked = { model: 'm', messages: [], stream: true, includeUsage: false, body: {}, ignored: [] };

test('a reader that stops reading is made nothing for: neither pieces nor comment lines', async () => {
  let made = 0;
  const dialect = {
    ...chat,
    rest: function* () {
      for (;;) yield `data: ${++made}\n\n`;
    },
  };
  const answering = Promise.resolve({ text: '' } as Answer);
  const stream = streamOf({ dialect, head, asked, answering, heartbeatMs: 1, onFailure: () => undefined });
  const reader = stream.getReader();
  for (let read = 0; read < 4; read++) await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(made).toBe(3);
  await reader.cancel();
});
