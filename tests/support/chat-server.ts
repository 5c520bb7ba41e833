import { createServer } from 'node:http';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedCall {
  body: Record<string, unknown>;
  headers: IncomingHttpHeaders;
}

export interface ChatServer extends AsyncDisposable {
  /** Ends in `/v1`. */
  baseUrl: string;
  calls: ReceivedCall[];
  /** Most requests that were open at once. */
  readonly mostOpen: number;
  /** Connections that the client closed before the answer was complete. */
  readonly aborted: number;
}

/** Answers one call: by a value (sent as JSON), or by itself on the response. `index` counts calls from 0. */
type Answer = (call: ReceivedCall, response: ServerResponse, index: number) => unknown;

/** A real chat server on loopback. Use with `await using`. */
export async function chatServer(
  answer: Answer,
  { models = ['the-model'] }: { models?: (string | Record<string, unknown>)[] } = {},
): Promise<ChatServer> {
  const calls: ReceivedCall[] = [];
  const counts = { open: 0, mostOpen: 0, aborted: 0 };
  const server = createServer((request, response) => {
    counts.mostOpen = Math.max(counts.mostOpen, ++counts.open);
    response.on('close', () => {
      counts.open--;
      if (!response.writableFinished) counts.aborted++;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      if (request.url === '/v1/models')
        return sendJson(response, 200, {
          data: models.map((model) => (typeof model === 'string' ? { id: model } : model)),
        });
      const call = { body: JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers };
      const value = await answer(call, response, calls.push(call) - 1);
      if (value !== undefined) sendJson(response, 200, value);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    calls,
    get mostOpen() {
      return counts.mostOpen;
    },
    get aborted() {
      return counts.aborted;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): undefined {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

/** A reply with these texts as choices. */
export function reply(...texts: string[]): Record<string, unknown> {
  return {
    model: 'the-model-0125',
    choices: texts.map((content, index) => ({ index, finish_reason: 'stop', message: { role: 'assistant', content } })),
    usage: { prompt_tokens: 10, completion_tokens: 4 * texts.length },
  };
}

/** An error as OpenAI words it. */
export function refusal(
  message: string,
  fields: { param?: string; code?: string; type?: string } = {},
): Record<string, unknown> {
  return { error: { message, type: 'invalid_request_error', ...fields } };
}

/** What a meta-agent replies: a workflow that asks the executor once, and says nothing of tokens. */
export const WRITTEN = `\`\`\`python
def workflow(agent, task):
    return {"answer": agent.call_llm(messages=[{"role": "user", "content": task}], agent_role="x")[0]}
\`\`\``;
