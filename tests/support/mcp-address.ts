import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A status that is answered, a body that is no message, no answer at all, or a connection that breaks off. */
export type Fault = number | Pause | 'no-message' | 'hangs' | 'breaks';

interface Pause {
  status: number;
  /** Seconds. */
  retryAfter: number;
  /** @default 'too many' */
  text?: string;
}

export interface McpAddress extends AsyncDisposable {
  url: string;
  /** What becomes of a request, by its method in the protocol, or in HTTP where it has none. */
  fault: (method: string) => Fault | undefined;
  /** Forgets its sessions, as a server does that was started again. */
  restart(): void;
}

interface Params {
  name?: string;
  arguments?: { text?: string };
}

interface Options {
  /** The protocol of 2026, without sessions, pings and a greeting. */
  modern?: boolean;
  /** What a request gets whose session it does not know. @default 404 */
  unknownSession?: number;
}

/** An MCP server by streamable HTTP on loopback, for tests. Its tools: `echo`, and `slow`, which never answers. */
export async function mcpAddress({ modern = false, unknownSession = 404 }: Options = {}): Promise<McpAddress> {
  let session = 1;
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString();
    const { id, method = request.method ?? '', params = {} } = body === '' ? {} : JSON.parse(body);
    const fault = address.fault(method);
    if (fault !== undefined) return fail(response, fault);
    if (body === '') return response.writeHead(request.method === 'DELETE' ? 200 : 405).end();
    if (method === (modern ? 'initialize' : 'server/discover')) return response.writeHead(400).end('unknown');
    const isGreeting = modern || method === 'initialize';
    if (!isGreeting && request.headers['mcp-session-id'] !== `s${session}`)
      return response.writeHead(unknownSession).end('unknown session');
    if (id === undefined) return response.writeHead(202).end();
    if (params.name === 'slow') return;
    const result = answerTo(method, params, modern);
    response.writeHead(200, {
      'content-type': 'application/json',
      ...(method === 'initialize' && { 'mcp-session-id': `s${session}` }),
    });
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...result }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: McpAddress = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    fault: () => undefined,
    restart: () => void session++,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return address;
}

function fail(response: ServerResponse, fault: Fault): void {
  if (fault === 'hangs') return;
  if (fault === 'breaks') response.destroy();
  else if (fault === 'no-message') response.writeHead(200, { 'content-type': 'application/json' }).end('{"a": 1}');
  else if (typeof fault === 'number') response.writeHead(fault).end('not now');
  else response.writeHead(fault.status, { 'retry-after': String(fault.retryAfter) }).end(fault.text ?? 'too many');
}

function answerTo(method: string, { name, arguments: args }: Params, modern: boolean): object {
  const inputSchema = { type: 'object', properties: { text: { type: 'string' } } };
  const serverInfo = { name: 'test', version: '1' };
  const results: Record<string, object> = {
    initialize: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo },
    'server/discover': { supportedVersions: ['2026-07-28'], capabilities: { tools: {} } },
    'tools/list': { tools: ['echo', 'slow'].map((tool) => ({ name: tool, inputSchema })) },
    'tools/call': { content: [{ type: 'text', text: `${name}: ${args?.text}` }] },
    ...(!modern && { ping: {} }),
  };
  const result = results[method];
  if (result === undefined) return { error: { code: -32601, message: 'Method not found' } };
  return { result: modern ? { resultType: 'complete', ttlMs: 0, cacheScope: 'private', ...result } : result };
}
