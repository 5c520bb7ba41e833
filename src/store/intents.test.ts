import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CompletionRequest, ModelError, fakeModel, withCache } from '../model/index.ts';
import { chatServer, reply } from '../../tests/support/chat-server.ts';
import { storeKinds } from '../../tests/support/stores.ts';
import { query } from '../../tests/support/postgres.ts';
import { bookInFlight } from './in-flight.ts';
import {
  type Store,
  callStore,
  createRun,
  ledgerRows,
  openStore,
  saveCall,
  settleRun,
  spendingOf,
  startSpending,
} from './index.ts';

describe.each(storeKinds())('on $kind', ({ fresh, kind }) => {
  let path: string;
  let store: Store;
  let runId: string;
  beforeEach(async () => {
    path = await fresh();
    store = await openStore(path);
    runId = (await createRun(store, { command: 'optimize', task: 't', config: {}, configHash: 'c' })).id;
  });
  afterEach(async () => {
    await store.close();
  });

  const asking = (content: string): CompletionRequest => ({
    messages: [{ role: 'user', content }],
    maxTokens: 1_000,
    purpose: { role: 'executor', phase: 'search' },
  });
  const intents = () => store.db.selectFrom('intents').selectAll().execute();
  const costOf = ({ completionTokens }: { completionTokens: number }): number => completionTokens / 1_000;
  const inFlight = async () =>
    (await ledgerRows(store, runId)).map((row) => [
      row.completions,
      row.inFlight,
      row.completionTokens,
      row.costUsd,
      row.failedCalls,
    ]);

  /** Asks a server these questions side by side, for a run of its own. */
  function program(url: string, run: string, questions: readonly string[]): string {
    const from = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
    return `
    const { openStore, callStore } = await import(${from('index.ts')});
    const { openModel } = await import(${from('../model/index.ts')});
    const store = await openStore(${JSON.stringify(path)});
    const calls = callStore(store, { runId: ${JSON.stringify(run)} });
    const model = openModel(${JSON.stringify(`${url}#m`)}, { calls, env: {} });
    const ask = (content) => model.complete({ messages: [{ role: 'user', content }], maxTokens: 1000 });
    const answers = await Promise.all(${JSON.stringify(questions)}.map(ask));
    console.log(JSON.stringify(answers.map(({ choices }) => choices[0].text)));
    await model.close();
    await store.close();`;
  }

  type Asked = Parameters<typeof program>;

  function asker(...asked: Asked) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program(...asked)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += String(chunk)));
    return { child, done: once(child, 'close').then(() => text) };
  }

  async function inThread(...asked: Asked): Promise<string> {
    const code = encodeURIComponent(program(...asked));
    const worker = new Worker(new URL(`data:text/javascript,${code}`), { stdout: true });
    let text = '';
    worker.stdout.on('data', (chunk: Buffer) => (text += String(chunk)));
    await once(worker, 'exit');
    return text;
  }

  describe('two that ask the same', () => {
    it.each<[string, (...asked: Asked) => Promise<string>]>([
      ['processes', (...asked) => asker(...asked).done],
      ['threads of a process', inThread],
    ])('pay once where they are %s, and both get the answer', async (_, ask) => {
      await using server = await chatServer(async (_call, _response, index) => {
        await sleep(300);
        return reply(`answer ${index}`);
      });
      const questions = Array.from({ length: 20 }, (_, i) => `question ${i}`);
      const [one, other] = await Promise.all([
        ask(server.baseUrl, runId, questions),
        ask(server.baseUrl, 'other', questions),
      ]);
      expect(JSON.parse(one)).toHaveLength(20);
      expect(other).toBe(one);
      expect(server.calls).toHaveLength(20);
      expect(await intents()).toEqual([]);
    });

    it('do not wait for one that was killed, and what it may have paid is booked to its run', async () => {
      await using server = await chatServer(async (_call, _response, index) => {
        if (index === 0) await sleep(60_000);
        return reply('answer');
      });
      const { child, done } = asker(server.baseUrl, runId, ['question']);
      while (server.calls.length === 0) await sleep(20);
      child.kill('SIGKILL');
      await done;
      expect(JSON.parse(await asker(server.baseUrl, 'other', ['question']).done)).toEqual(['answer']);
      expect(await inFlight()).toEqual([[1, 1, 1_000, null, 0]]);
      expect(await intents()).toEqual([]);
    });
  });

  it('an intent is there before the request is sent, and gone with its answer', async () => {
    let during: unknown[] = [];
    const model = withCache(
      fakeModel(async () => {
        during = await intents();
        return 'x';
      }),
      callStore(store, { runId }),
      { costOf },
    );
    await model.complete(asking('q'));
    expect(during).toMatchObject([
      { run_id: runId, sample: 0, role: 'executor', completion_tokens: 1_000, cost_usd: 1 },
    ]);
    expect(await intents()).toEqual([]);
  });

  it('a provider that says no costs nothing', async () => {
    const refused = new ModelError('no', { kind: 'server', model: 'fake:model' });
    const model = withCache(fakeModel([refused, 'x']), callStore(store, { runId }), { costOf });
    await expect(model.complete(asking('q'))).rejects.toBe(refused);
    await settleRun(store, runId); // at once: its intent is on its way out
    await model.complete(asking('q'));
    await settleRun(store, runId);
    expect(await inFlight()).toEqual([]);
  });

  /** Says something to the database on a connection of its own. */
  const say = async (sql: string): Promise<void> => {
    if (kind === 'PostgreSQL') return void (await query(path, sql));
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
  };
  /** From here on the disk has no place for answers. */
  const fill = (): Promise<void> => {
    const sqlite = `create trigger full before insert on samples begin select raise(abort, 'database or disk is full'); end`;
    const postgres = `create function full_disk() returns trigger language plpgsql as
    $$ begin raise exception 'no space left' using errcode = '53100'; end $$;
    create trigger "full" before insert on samples for each row execute function full_disk()`;
    return say(kind === 'SQLite' ? sqlite : postgres);
  };

  const lost: [string, (question: Promise<unknown>, abort: AbortController) => Promise<unknown>][] = [
    [
      'that was broken off',
      async (question, abort) => {
        await sleep(50);
        abort.abort();
        await expect(question).rejects.toThrow();
      },
    ],
    [
      'whose answer found the disk full',
      async (question) => expect(question).rejects.toMatchObject({ code: 'store-full' }),
    ],
  ];
  it.each(lost)(
    'a call %s is booked at the next start, once, and asked again by whoever wants it',
    async (what, lose) => {
      const full = what.includes('full');
      if (full) await fill();
      const abort = new AbortController();
      let asked = 0;
      const model = withCache(
        fakeModel(async ({ signal }) => {
          if (asked++ === 0 && !full) await sleep(10_000, undefined, { signal });
          return 'x';
        }),
        callStore(store, { runId }),
        { costOf },
      );
      await lose(model.complete({ ...asking('q'), signal: abort.signal }), abort);
      expect(await intents()).toHaveLength(1);
      if (full) await say(kind === 'SQLite' ? 'drop trigger full' : 'drop trigger "full" on samples');
      await Promise.all([settleRun(store, runId), settleRun(store, runId)]);
      await settleRun(store, runId);
      expect(await inFlight()).toEqual([[1, 1, 1_000, 1, 0]]);
      expect((await model.complete(asking('q'))).choices[0]!.text).toBe('x');
      expect(await inFlight()).toEqual([[1, 1, 1_000, 1, 0]]);
    },
  );

  it('one of another machine counts until it shows no sign of life', async () => {
    const model = withCache(
      fakeModel(() => 'x'),
      callStore(store, { runId: 'mine' }),
      { costOf },
    );
    let seen: { key: string } | undefined;
    const spy = withCache(
      fakeModel(async () => {
        [seen] = await intents();
        return 'x';
      }),
      callStore(store, { runId, isolated: true }),
    );
    await spy.complete(asking('q'));
    const row = {
      key: seen!.key.split('|')[1]!,
      sample: 0,
      id: 'i',
      run_id: runId,
      role: 'executor',
      phase: 'search',
      model: 'm',
      prompt_tokens: 5,
      completion_tokens: 95,
      cost_usd: 1,
      owner: 'elsewhere:1:',
      at: 1,
      seen_at: Date.now(),
    };
    await store.writer.write((db) => db.insertInto('intents').values(row));
    const answer = model.complete(asking('q'));
    expect(await Promise.race([answer, sleep(300, 'waits')])).toBe('waits');
    await store.writer.write((db) => db.updateTable('intents').set({ seen_at: Date.now() - 120_000 }));
    expect((await answer).choices[0]!.text).toBe('x');
    expect(await inFlight()).toEqual([[1, 1, 95, 1, 0]]);
  });

  it('is booked once, and counts once towards what all processes pay, whoever else books it', async () => {
    await startSpending(store, runId);
    const placed = { key: 'k', sample: 0, id: 'i', run_id: runId, role: 'executor', phase: 'search', model: 'm' };
    const most = { prompt_tokens: 1, completion_tokens: 1, cost_usd: 5, owner: 'elsewhere:1:', at: 1, seen_at: 1 };
    await store.writer.write((db) => db.insertInto('intents').values({ ...placed, ...most }));
    const left = await store.db.selectFrom('intents').selectAll().execute();
    const other = await openStore(path);
    await Promise.all([bookInFlight(store, left), bookInFlight(other, left), bookInFlight(store, left)]);
    await bookInFlight(other, left);
    expect(await spendingOf(store, runId)).toEqual({ costUsd: 5, completions: 1 });
    expect(await inFlight()).toEqual([[1, 1, 1, 5, 0]]);
    await other.close();
  });

  it('counts as the longest answer of its model once enough are known', async () => {
    const call = {
      role: 'executor' as const,
      phase: 'search' as const,
      model: 'm',
      requests: 1,
      completions: 2,
      cachedCompletions: 0,
      promptTokens: 1,
      costUsd: 0,
      latencyMs: 1,
      at: 1,
    };
    for (let i = 0; i < 10; i++) saveCall(store, runId, { ...call, completionTokens: i === 4 ? 100 : 20 });
    saveCall(store, runId, { ...call, model: 'another', completionTokens: 900 });
    const row = {
      key: 'k',
      sample: 0,
      id: 'i',
      run_id: runId,
      role: 'meta',
      phase: 'search',
      model: 'm',
      prompt_tokens: 50,
      completion_tokens: 950,
      cost_usd: 10,
      owner: 'elsewhere:1:',
      at: 1,
      seen_at: 1,
    };
    await store.writer.write((db) => db.insertInto('intents').values(row));
    await settleRun(store, runId);
    expect((await ledgerRows(store, runId)).find(({ role }) => role === 'meta')).toMatchObject({
      completions: 1,
      inFlight: 1,
      promptTokens: 50,
      completionTokens: 50,
      costUsd: 1,
    });
  });
});
