/**
 * An MCP server over standard input and output, for tests: `node mcp-server.ts MODE...`. A mode is a fault that it has
 * from its first line on; its tools have the others. It needs no package, so that it can do what none would.
 */
import { createInterface } from 'node:readline';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';

type Args = Record<string, unknown>;
interface Request {
  id?: number | string;
  method?: string;
  params?: { name?: string; arguments?: Args; protocolVersion?: string };
  error?: { message: string };
}

const modes = new Set(process.argv.slice(2));
const prefix = [...modes].find((mode) => mode.startsWith('prefix='))?.slice(7) ?? '';
const pidFile = [...modes].find((mode) => mode.startsWith('pid='))?.slice(4);
if (pidFile !== undefined) writeFileSync(pidFile, String(process.pid));
const pidsFile = [...modes].find((mode) => mode.startsWith('pids='))?.slice(5);
if (pidsFile !== undefined) appendFileSync(pidsFile, `${process.pid}\n`);
const log = [...modes].find((mode) => mode.startsWith('log='))?.slice(4);
let counted = 0;
let asked = 0;

if (modes.has('dies')) {
  process.stderr.write(`no licence for key ${process.env['TOOL_SECRET']}\n`);
  process.exit(3);
}
if (modes.has('dies-long')) {
  // What is shown begins within the key.
  process.stderr.write(`no licence for key ${process.env['TOOL_SECRET']}${'!'.repeat(595)}`);
  process.exit(3);
}
if (modes.has('stays')) setInterval(() => undefined, 60_000);
if (modes.has('stubborn')) process.on('SIGTERM', () => undefined);
if (modes.has('garbage')) process.stdout.write('hello\n{"not": "a message"}\n');

createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line) as Request;
  if (modes.has('mute') || request.id === undefined) return;
  if (request.method === undefined) return answered(request);
  answer(request);
});

function answer({ id, method, params = {} }: Request): void {
  if (method === 'initialize') {
    const serverInfo = { name: 'test', version: '1' };
    return send(id, { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo });
  }
  if (method === 'ping') return hangs ? undefined : send(id, {});
  if (method === 'tools/list') return send(id, { tools: TOOLS.map(described) });
  if (method !== 'tools/call') return fail(id, -32601, 'Method not found');
  if (log !== undefined) appendFileSync(log, `${JSON.stringify([params.name, params.arguments])}\n`);
  call(id, params.name?.slice(prefix.length) ?? '', params.arguments ?? {});
}

const TOOLS: Record<string, string>[] = [
  { name: 'echo', description: 'Repeats a text.' },
  { name: 'count', description: 'Counts its calls.' },
  { name: 'structured', description: 'Gives a structure.' },
  { name: 'secret', description: 'Tells its key.' },
  { name: 'breaks_promise', description: 'Gives another structure than it says.' },
  { name: 'locked', description: 'Answers an error of its own.' },
  { name: 'no_such', description: 'Says that there is no such method.' },
  { name: 'late', description: 'Repeats a text after a while.' },
  { name: 'fails', description: 'Says that it failed.' },
  { name: 'refuses', description: 'Refuses its arguments.' },
  { name: 'crash', description: 'Ends the server.' },
  { name: 'crash_once', description: 'Ends the first server that is asked.' },
  { name: 'slow', description: 'Never answers, while the server does.' },
  { name: 'hang', description: 'Never answers, nor does the server.' },
  { name: 'no_result', description: 'Answers what is no result.' },
  { name: 'asks_person', description: 'Asks a person first.' },
  { name: 'asks_model', description: 'Asks a model first.' },
  { name: 'large', description: 'Gives a long text.' },
];
let hangs = false;

function described({ name, description }: Record<string, string>) {
  const secret = modes.has('leaks') ? { description: process.env['TOOL_SECRET'] } : {};
  return {
    name: prefix + name,
    description: modes.has('leaks') ? `Uses ${process.env['TOOL_SECRET']}` : description,
    inputSchema: { type: 'object', properties: { text: { type: 'string', ...secret } } },
    ...(name === 'breaks_promise' && { outputSchema: { type: 'object', required: ['temperature'] } }),
  };
}

let waiting: { id: Request['id']; method: string } | undefined;

function call(id: Request['id'], name: string, args: Args): void {
  switch (name) {
    case 'echo':
      return text(id, String(args['text']));
    case 'count':
      return text(id, String(++counted));
    case 'structured':
      return send(id, { content: [], structuredContent: { city: 'Lima', people: 10 } });
    case 'secret':
      return text(id, `The key is ${process.env['TOOL_SECRET']}, other: ${process.env['OTHER_SECRET'] ?? 'none'}`);
    case 'breaks_promise':
      return send(id, { content: [{ type: 'text', text: '21.5 degrees' }], structuredContent: {} });
    case 'locked':
      return fail(id, -32603, 'database is locked');
    case 'no_such':
      return fail(id, -32601, 'no such method');
    case 'late':
      return void setTimeout(() => text(id, String(args['text'])), 300);
    case 'fails':
      return send(id, { content: [{ type: 'text', text: 'no such page' }], isError: true });
    case 'refuses':
      return fail(id, -32602, 'text: expected a number');
    case 'crash':
      return process.exit(1);
    case 'crash_once':
      if (existsSync(String(args['text']))) return text(id, 'alive again');
      writeFileSync(String(args['text']), '');
      return process.exit(1);
    case 'hang':
      hangs = true;
      return;
    case 'no_result':
      return send(id, { content: 'not a list' });
    case 'asks_person':
      return ask(id, 'elicitation/create', {
        message: 'Who are you?',
        requestedSchema: { type: 'object', properties: {} },
      });
    case 'asks_model':
      return ask(id, 'sampling/createMessage', { messages: [], maxTokens: 10 });
    case 'large':
      return text(id, 'x'.repeat(Number(args['text'])));
    default:
      return;
  }
}

function ask(id: Request['id'], method: string, params: object): void {
  waiting = { id, method };
  write({ id: `ask-${++asked}`, method, params });
}

function answered({ error }: Request): void {
  if (waiting !== undefined) text(waiting.id, error === undefined ? 'was answered' : 'was refused');
  waiting = undefined;
}

function text(id: Request['id'], content: string): void {
  send(id, { content: [{ type: 'text', text: content }] });
}

function send(id: Request['id'], result: object): void {
  write({ id, result });
}

function fail(id: Request['id'], code: number, message: string): void {
  write({ id, error: { code, message } });
}

function write(message: object): void {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}
