/** A chat server in a process of its own that costs as little as it can. Prints its base URL. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LATENCY_MS } from './load.ts';

const answer = JSON.stringify({
  id: 'a',
  object: 'chat.completion',
  created: 0,
  model: 'm',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '42' } }],
  usage: { prompt_tokens: 4, completion_tokens: 1, total_tokens: 5 },
});
const headers = { 'content-type': 'application/json', 'content-length': answer.length };

const server = createServer((request, response) => {
  request.resume().on('end', () => setTimeout(() => response.writeHead(200, headers).end(answer), LATENCY_MS));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`));
