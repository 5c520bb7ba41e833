import { expect, it } from 'vitest';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { openModel } from './open.ts';

it('sends no half characters, and what is well-formed as it is', async () => {
  await using server = await chatServer(() => reply('Yes.'));
  const model = openModel(`${server.baseUrl}#any`, { env: {} });
  await model.complete({
    messages: [
      { role: 'user', content: 'A \u{1f600}?' },
      { role: 'assistant', content: 'Broken off: \ud83d' },
      { role: 'user', content: '\ude00 Again?' },
    ],
  });
  await model.close?.();
  const sent = server.calls[0]!.body['messages'] as { content: string }[];
  expect(sent.map(({ content }) => content)).toEqual(['A \u{1f600}?', 'Broken off: \ufffd', '\ufffd Again?']);
});
