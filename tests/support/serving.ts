import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type ServeOptions, type WorkflowServer, serveWorkflows } from '../../src/serve/index.ts';
import { type Session, openSession } from '../../src/session/index.ts';
import { type Store, ledgerRows } from '../../src/store/index.ts';
import { type ChatServer, type ReceivedCall, chatServer, reply } from './chat-server.ts';
import { temporaryFolders } from './temporary.ts';

/** Asks once, or as often as the task says: `3 times ...`. */
export const ASKS = `def workflow(agent, task):
    count = int(task.split()[0]) if " times " in task else 1
    replies = [agent.call_llm(messages=[{"role": "user", "content": f"{i} {task}" if i else task}])[0] for i in range(count)]
    return {"answer": replies[-1]}
`;

export interface Serving extends AsyncDisposable {
  server: WorkflowServer;
  /** Ends in `/v1`. */
  url: string;
  /** The model's id. */
  model: string;
  /** Ends the server and looks at what is on record. */
  after<T>(look: (store: Store) => Promise<T>): Promise<T>;
}

export interface ServingOptions extends Omit<Partial<ServeOptions>, 'executor' | 'session'> {
  folder: string;
  session: Session;
  /** Plays the executor, at a thousandth of a dollar a token. */
  executor: ChatServer;
  code?: string;
}

/** Tries of a call. */
export const TRIES = 20;

/** One for the servers of a file: a sandbox takes long to open. Failed calls are tried again at once. */
export function servingSession(): Promise<Session> {
  const retry = { attempts: TRIES, baseDelayMs: 1, maxDelayMs: 5 };
  return openSession({ store: ':memory:', env: {}, config: { retry, prices: {} } });
}

/** The last thing that a call says. */
export const asked = ({ body }: ReceivedCall): string => (body['messages'] as { content: string }[]).at(-1)!.content;

/** An executor that says what it is told in capitals. */
export const loud = (): Promise<ChatServer> => chatServer((call) => reply(asked(call).toUpperCase()));

/** What the tests of a file share: a session, and a server that all may ask who need nothing else. */
export function servingFixture() {
  const folder = temporaryFolders();
  const here = {
    session: undefined as unknown as Session,
    executor: undefined as unknown as ChatServer,
    one: undefined as unknown as Serving,
    folder,
    open: (executor: ChatServer, more: Partial<ServingOptions> = {}) =>
      serving({ folder: folder(), session: here.session, executor, ...more }),
  };
  beforeAll(async () => {
    here.session = await servingSession();
    here.executor = await loud();
    here.one = await here.open(here.executor);
  });
  afterAll(async () => {
    await here.one[Symbol.asyncDispose]();
    await here.executor[Symbol.asyncDispose]();
    await here.session.close();
  });
  return here;
}

/** A workflow served on a free port, whose executor is a real server too. */
export async function serving({
  folder,
  session,
  executor,
  code = ASKS,
  ...options
}: ServingOptions): Promise<Serving> {
  const path = join(folder, 'asks.py');
  await writeFile(path, code);
  const model = `${executor.baseUrl}#the-model`;
  Object.assign(session.config.prices ?? {}, { [model]: { inputUsdPerMillion: 1_000, outputUsdPerMillion: 1_000 } });
  const server = await serveWorkflows({ workflows: [path], executor: model, port: 0, session, ...options });
  const stop = (): Promise<void> => server.close({ graceMs: 5_000 });
  return {
    server,
    url: server.url,
    model: basename(path, '.py'),
    after: async (look) => {
      await stop();
      return look(session.store);
    },
    [Symbol.asyncDispose]: stop,
  };
}

/** What the ledger of the served day says, over all its rows. */
export async function booked(store: Store, run: string) {
  const rows = await ledgerRows(store, run);
  const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    requests: sum(({ requests }) => requests),
    completions: sum(({ completions }) => completions),
    failed: sum(({ failedCalls }) => failedCalls),
    inFlight: sum(({ inFlight }) => inFlight),
    costUsd: sum(({ costUsd }) => costUsd ?? 0),
  };
}

export interface Posted {
  status: number;
  headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- the shape is what the tests check
  body: any;
}

/** Sends a JSON body. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Posted> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: asJson(text) };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
