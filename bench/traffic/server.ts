/** A chat server in a process of its own; `RATES` as JSON on the command line. Prints its base URL. */
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LATENCY_MS, RETRY_AFTER_S, type Rates, faultOf } from './faults.ts';

const rates = JSON.parse(process.argv[2] ?? '{}') as Rates;
const tries = new Map<string, number>();
const answer = JSON.stringify({
  model: 'm',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '42' } }],
  usage: { prompt_tokens: 4, completion_tokens: 1 },
});

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const { messages } = JSON.parse(Buffer.concat(parts).toString()) as { messages: [{ content: string }] };
    const call = messages[0].content;
    const attempt = tries.get(call) ?? 0;
    tries.set(call, attempt + 1);
    meet(response, faultOf(rates, call, attempt));
  });
}).listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`));

function meet(response: ServerResponse, fault: ReturnType<typeof faultOf>): void {
  if (fault === 'hang') return;
  if (fault === '429')
    return send(response, 429, '{"error":{"message":"slow down"}}', { 'retry-after': String(RETRY_AFTER_S) });
  setTimeout(
    () => (fault === '500' ? send(response, 500, '{"error":{"message":"broken"}}') : send(response, 200, answer)),
    LATENCY_MS,
  );
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': body.length, ...headers })
    .end(body);
}
