import { getEventListeners, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { CompletionRequest } from '../model/contract.ts';
import { ModelError, fakeModel } from '../model/index.ts';
import { type Session, openSession } from '../session/index.ts';
import {
  type Run,
  createRun,
  findRun,
  isAlive,
  offerOf,
  removeWorker,
  saveCall,
  saveOffer,
  saveWorker,
  shownStatus,
  startSpending,
  updateRun,
} from '../store/index.ts';
import { type LiveOptions, type LiveRun, withRun } from './live.ts';

let session: Session;
let row: Run;
beforeAll(async () => {
  session = await openSession({ store: ':memory:', config: {}, env: {} });
});
afterAll(() => session.close());
beforeEach(async () => {
  row = await newRun();
});
afterEach(() => void vi.useRealTimers());

const newRun = () => createRun(session.store, { command: 'optimize', task: 'sums', config: {}, configHash: 'c' });
const live = <T>(work: (run: LiveRun) => Promise<T>, options: Partial<LiveOptions> = {}): Promise<T> =>
  withRun(session, row, { prices: {}, isolated: true, again: '`w4s resume`', ...options }, work);
const now = () => findRun(session.store, row.id);
const asking = (content: string): CompletionRequest => ({
  messages: [{ role: 'user', content }],
  maxTokens: 100,
  purpose: { role: 'executor', phase: 'search', itemId: content },
});
const dollar = () => fakeModel(() => 'yes', { costUsd: 1 });
/** The clock of heartbeats goes by hand, so that the next one need not be waited for. */
const byHand = () => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
const heartbeat = () => vi.advanceTimersByTime(2_000);
const elsewhere = 'elsewhere:7:0000beef-1-17:x';
/** As another process does that saw no sign of life. */
const takeOver = () => updateRun(session.store, row.id, { owner: elsewhere, heartbeat_at: Date.now() });

test('the run is held while it is worked on, and what the work brings is given back', async () => {
  const result = await live(async () => {
    const during = await now();
    expect(during.status).toBe('running');
    expect(isAlive(during)).toBe(true);
    await expect(live(async () => 'another')).rejects.toMatchObject({ code: 'run-busy' });
    return 'worked';
  });
  expect(result).toBe('worked');
  expect(await now()).toMatchObject({ owner: null, heartbeat_at: null });
});

test('a run that is being worked on is refused before any work', async () => {
  await takeOver();
  const work = vi.fn(async () => {});
  byHand();
  const refused = expect(live(work)).rejects.toMatchObject({ code: 'run-busy' });
  await refused;
  expect(work).not.toHaveBeenCalled();
  expect(await now()).toMatchObject({ owner: elsewhere });
});

test('who pays alone waits for workers that an earlier life of the run left, and counts what they paid', async () => {
  const { store } = session;
  const worker = { id: 'w', run_id: row.id, owner: elsewhere, state: 'working', reason: null, places: 1 } as const;
  await startSpending(store, row.id);
  await saveOffer(store, row.id, '{}');
  await saveWorker(store, worker);
  const other = withdrawn().then(async () => {
    const paid = { requests: 1, completions: 3, cachedCompletions: 0, promptTokens: 1, completionTokens: 1 };
    saveCall(store, row.id, {
      ...paid,
      role: 'executor',
      phase: 'search',
      model: 'm',
      costUsd: 3,
      latencyMs: 1,
      at: 1,
    });
    await store.writer.flush();
    await removeWorker(store, worker);
  });
  await live(async ({ ledger }) => expect(ledger.spent()).toEqual({ completions: 3, costUsd: 3 }));
  await other;
});

/** When the run has no offer any more. */
async function withdrawn(): Promise<void> {
  while ((await offerOf(session.store, row.id)) !== undefined) await sleep(10);
}

test('work that throws gives the run back to whoever continues it, and keeps what was paid', async () => {
  const model = dollar();
  const failing = live(async (run) => {
    await run.model(model).complete(asking('a'));
    throw new Error('a fault of ours');
  });
  await expect(failing).rejects.toThrow('a fault of ours');
  const after = await now();
  expect(after).toMatchObject({ owner: null, result: null, finished_at: null });
  expect(shownStatus(after)).toBe('interrupted');
  await live(async (run) => {
    expect(run.ledger.spent()).toEqual({ completions: 1, costUsd: 1 });
    await run.model(model).complete(asking('a'));
  });
  expect(model.calls).toHaveLength(1);
});

test('how a run ended is on record', async () => {
  await live((run) => run.finish({ status: 'stopped', reason: 'A cap.' }, { score: 1 }));
  const ended = { status: 'stopped', reason: 'A cap.', result: '{"score":1}', owner: null, cancel_requested: 0 };
  expect(await now()).toMatchObject({ ...ended, finished_at: expect.any(Number) });
});

test('what a session before was about to pay counts toward the caps, once', async () => {
  const left = { run_id: row.id, role: 'executor', phase: 'search', model: 'fake:model', owner: 'elsewhere:1:' };
  const most = { prompt_tokens: 1, completion_tokens: 9, cost_usd: 3 };
  const intent = { key: row.id, sample: 0, id: row.id, at: 1, seen_at: 1, ...left, ...most };
  await session.store.writer.write((db) => db.insertInto('intents').values(intent));
  await live(
    async (run) => {
      expect(run.ledger.rows()).toMatchObject([{ completions: 1, inFlight: 1, costUsd: 3 }]);
      await expect(run.model(dollar()).complete(asking('b'))).rejects.toMatchObject({ kind: 'cap' });
      expect(await run.settled()).toMatchObject([{ completions: 1, inFlight: 1, costUsd: 3, failedCalls: 0 }]);
    },
    { maxCalls: 1 },
  );
  await live(async (run) => expect(run.ledger.spent()).toEqual({ completions: 1, costUsd: 3 }));
});

test('another process that cancels the run ends it as cancelled', async () => {
  byHand();
  await live(async (run) => {
    await updateRun(session.store, row.id, { cancel_requested: 1 });
    heartbeat();
    await vi.waitUntil(() => run.stop.ending, { interval: 1 });
    expect(run.stop.ending).toMatchObject({ status: 'cancelled', reason: expect.stringContaining('w4s cancel') });
    expect(run.admit()).toBeUndefined();
    expect(run.signal.aborted).toBe(false); // calls under way are finished
  });
});

const abort = new AbortController();
test.each<[string, (run: LiveRun) => void, boolean]>([
  ['a caller that aborts', () => abort.abort(), true],
  ['a signal that had fired before the run began', () => {}, true],
  ['a soft stop', (run) => run.interrupt(), false],
])('%s ends the run as interrupted, and says what goes on', async (name, act, isAborted) => {
  const signal = name === 'a soft stop' ? undefined : abort.signal;
  await live(
    async (run) => {
      act(run);
      expect(run.stop.ending).toEqual({ status: 'interrupted', reason: expect.stringContaining('`w4s resume`') });
      expect(run.admit()).toBeUndefined();
      expect(run.signal.aborted).toBe(isAborted);
    },
    { signal },
  );
});

test('a run that is over listens to its caller no more, however it ended', async () => {
  const { signal } = new AbortController();
  await live(async () => expect(getEventListeners(signal, 'abort')).not.toEqual([]), { signal });
  await expect(live(() => Promise.reject(new Error('a fault')), { signal })).rejects.toThrow('a fault');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a provider that is down ends the run with its error', async () => {
  const refusal = new ModelError('Wrong key', { kind: 'auth', model: 'fake:model', hint: 'Set the key.' });
  await live(async (run) => {
    const model = run.model(fakeModel(() => refusal));
    await expect(model.complete(asking('a'))).rejects.toBe(refusal);
    expect(run.stop.ending).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('Wrong key'),
      error: { code: 'model-down', hint: 'Set the key.' },
    });
    expect(run.admit()).toBeUndefined();
  });
});

test('a run that was taken over may write nothing', async () => {
  byHand();
  const lost = live(async (run) => {
    run.throwIfLost();
    await takeOver();
    heartbeat();
    await once(run.signal, 'abort');
    expect(run.signal.reason).toMatchObject({ code: 'run-lost' });
    expect(run.stop.ending).toMatchObject({ status: 'failed', error: { code: 'run-lost' } });
    expect(run.admit()).toBeUndefined();
    expect(() => run.throwIfLost()).toThrow(expect.objectContaining({ code: 'run-lost' }));
    await run.finish({ status: 'done', reason: null }, { mine: true });
  });
  await expect(lost).rejects.toMatchObject({ code: 'run-lost', message: expect.stringContaining('elsewhere') });
  expect(await now()).toMatchObject({ status: 'running', result: null, finished_at: null, owner: elsewhere });
});

test('an end that comes before the heart has beaten is held back as well', async () => {
  const lost = live(async (run) => {
    await takeOver();
    await run.finish({ status: 'done', reason: null }, { mine: true });
  });
  await expect(lost).rejects.toMatchObject({ code: 'run-lost' });
  expect(await now()).toMatchObject({ status: 'running', result: null, owner: elsewhere });
});

test('an item is admitted while there is room for what items cost so far', async () => {
  await live(
    async (run) => {
      const model = run.model(dollar());
      for (const item of ['a', 'b']) {
        const place = run.admit();
        expect(place).toBeDefined();
        await model.complete(asking(item));
        place!.end();
      }
      expect(run.stop.ending).toBeUndefined();
      expect(run.admit()).toBeUndefined();
      expect(run.stop.ending).toMatchObject({ status: 'stopped', reason: expect.stringContaining('--max-calls') });
    },
    { maxCalls: 2 },
  );
});

test('minutes are of this process, from where it begins', async () => {
  await live(
    async (run) => {
      expect(run.admit()).toBeUndefined();
      expect(run.stop.ending!.reason).toContain('--max-minutes');
    },
    { maxMinutes: 0 },
  );
  await live(async (run) => expect(run.admit()).toBeDefined(), { maxMinutes: 1 });
});

test('answers of other runs are taken where they are shared, and left alone where they are not', async () => {
  const model = dollar();
  const ask = (run: LiveRun) => run.model(model).complete(asking('shared or not'));
  const paid = async (isolated: boolean) => {
    row = await newRun();
    return live(async (run) => (await ask(run), run.ledger.spent().completions), { isolated });
  };
  expect([await paid(false), await paid(false), await paid(true)]).toEqual([1, 0, 1]);
});

test('what is paid can be followed from the start', async () => {
  const spent = vi.fn<NonNullable<LiveOptions['onSpending']>>();
  await live((run) => run.model(dollar()).complete(asking('a')), { onSpending: spent });
  expect(spent.mock.calls[0]![0]()).toEqual({ completions: 1, costUsd: 1 });
});
