import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Page {
  id: string;
  title: string;
  text: string;
}

export interface FakeWeb extends AsyncDisposable {
  /** Of its MCP server, by streamable HTTP: `search` finds pages, `read_page` fetches one. */
  mcpUrl: string;
  /** Calls of its tools: name and arguments. */
  calls: [string, Record<string, unknown>][];
  /** What requests brought as `authorization`. */
  authorizations: Set<string | undefined>;
}

type Request = { id?: number; method: string; params: { name: string; arguments: Record<string, string> } };

/** A web of a few pages on loopback, with a server of tools that finds and reads them. */
export async function fakeWeb(pages: readonly Page[], onCall?: (query: string) => void): Promise<FakeWeb> {
  const calls: FakeWeb['calls'] = [];
  const authorizations = new Set<string | undefined>();
  let origin = '';

  const server = createServer((request, response) => {
    const page = pages.find(({ id }) => request.url === `/wiki/${id}`);
    if (request.method === 'GET' && page !== undefined)
      return response.end(`<html><title>${page.title}</title><p>${page.text}</p></html>`);
    if (request.method !== 'POST' || request.url !== '/mcp') return response.writeHead(405).end();
    void serve(request, response);
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    authorizations.add(request.headers.authorization);
    const chunks: Buffer[] = await Array.fromAsync(request);
    const { id, method, params } = JSON.parse(Buffer.concat(chunks).toString()) as Request;
    if (id === undefined) return void response.writeHead(202).end();
    const answer = await answerTo(method, params);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
  }

  async function answerTo(method: string, params: Request['params']): Promise<object> {
    if (method === 'initialize') {
      const protocolVersion = '2025-06-18';
      return { result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'web', version: '1' } } };
    }
    if (method === 'tools/list') return { result: { tools: [tool('search', 'query'), tool('read_page', 'url')] } };
    if (method === 'ping') return { result: {} };
    if (method !== 'tools/call') return { error: { code: -32601, message: 'Method not found' } };
    calls.push([params.name, params.arguments]);
    onCall?.(params.arguments['query'] ?? '');
    return { result: await called(params.name, params.arguments) };
  }

  async function called(name: string, { query = '', url = '' }: Record<string, string>): Promise<object> {
    if (name === 'search') {
      const words = query.toLowerCase().split(/\W+/);
      const found = pages.filter(({ title }) =>
        title
          .toLowerCase()
          .split(/\W+/)
          .some((word) => words.includes(word)),
      );
      return text(found.map(({ id, title }) => `${title}: ${origin}/wiki/${id}`).join('\n') || 'Nothing was found.');
    }
    const response = await fetch(url);
    const html = await response.text();
    return response.ok ? text(html.replace(/<[^>]*>/g, ' ').trim()) : { ...text(`${response.status}`), isError: true };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    mcpUrl: `${origin}/mcp`,
    calls,
    authorizations,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function tool(name: string, argument: string): object {
  const inputSchema = { type: 'object', properties: { [argument]: { type: 'string' } }, required: [argument] };
  return { name, description: `By ${argument}.`, inputSchema };
}

function text(content: string): object {
  return { content: [{ type: 'text', text: content }] };
}
