import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeKinds } from '../../tests/support/stores.ts';
import { recordRun } from '../../tests/support/trajectories.ts';
import type { EvaluationSummary, ItemResult } from '../evaluate/index.ts';
import {
  type Store,
  callStore,
  cacheSummary,
  candidateById,
  clearCache,
  createRun,
  evaluationById,
  evaluationLog,
  appendEvent,
  eventsOf,
  findRun,
  UNFINISHED,
  findSame,
  finishRun,
  itemResults,
  judgeCandidate,
  ledgerRows,
  openStore,
  saveCall,
  saveFindings,
  findingsOf,
  updateRun,
} from './index.ts';

describe.each(storeKinds())('on $kind', ({ fresh }) => {
  let store: Store;

  beforeEach(async () => {
    store = await openStore(await fresh());
  });
  afterEach(async () => {
    await store.close();
  });

  const newRun = (overrides: Partial<Parameters<typeof createRun>[1]> = {}) =>
    createRun(store, { command: 'optimize', task: 'gsm-hard', config: {}, configHash: 'c1', ...overrides });
  const result = (itemId: string, score: number | null): ItemResult => ({
    itemId,
    repeat: 0,
    score,
    answer: { deep: ['x', 1.5] },
    usage: {
      calls: 2,
      promptTokens: 10,
      completionTokens: 4,
      costUsd: 0.25,
      wallMs: 12,
      unusable: 0,
      malformed: 0,
      missingKeys: 0,
    },
    stdout: 'hello',
    failure: score === null ? { kind: 'provider', message: 'down' } : undefined,
  });

  describe('runs', () => {
    it('are found by id, name, beginning and `latest`', async () => {
      const run = await newRun({ name: 'first try' });
      for (const reference of [run.id, 'first try', run.id.slice(0, -1), 'latest'])
        expect((await findRun(store, reference)).id).toBe(run.id);
    });

    it('that do not exist are an error that names the nearest', async () => {
      const run = await newRun();
      await expect(findRun(store, `${run.id.slice(0, -1)}?`)).rejects.toMatchObject({
        code: 'unknown-run',
        exitCode: 2,
        message: expect.stringContaining(`Did you mean \`${run.id}\``),
      });
    });

    it.each([
      ['of the same name', 'mine', true],
      ['of another name', 'other', false],
      ['where no name is asked for', undefined, true],
    ])('that are unfinished are found %s', async (_, name, found) => {
      const run = await newRun({ name: 'mine' });
      expect((await findSame(store, { configHash: 'c1', name, statuses: UNFINISHED }))?.id).toBe(
        found ? run.id : undefined,
      );
    });

    it('that are unfinished are found by their settings', async () => {
      const run = await newRun();
      expect((await findSame(store, { configHash: 'c1', statuses: UNFINISHED }))?.id).toBe(run.id);
      await finishRun(store, run.id, 'done', null, {});
      expect(await findSame(store, { configHash: 'c1', statuses: UNFINISHED })).toBeUndefined();
    });
  });

  describe('evaluation log', () => {
    it('keeps a scored result and overwrites a missing one', async () => {
      const log = evaluationLog(store, (await newRun()).id);
      await log.append('e', result('a', 1));
      await log.append('e', result('a', 0));
      await log.append('e', result('b', null));
      await log.append('e', result('b', 0.5));
      expect((await log.known('e')).map(({ itemId, score }) => [itemId, score])).toEqual([
        ['a', 1],
        ['b', 0.5],
      ]);
      const all = await Array.fromAsync(itemResults(store, 'e'));
      expect(all[1]).toEqual({ ...result('b', 0.5) });
    });

    it.each([
      ['complete', 'stopped', 'complete'],
      ['raced', 'stopped', 'raced'],
      ['inconclusive', 'stopped', 'inconclusive'],
      ['stopped', 'stopped', 'stopped'],
      ['stopped', 'complete', 'complete'],
    ] as const)('one on record as %s and told as %s stays or becomes %s', async (was, told, is) => {
      const log = evaluationLog(store, 'r');
      const place = { workflowHash: 'h', label: '', task: 't', split: 'validation', phase: 'search' };
      await log.start({ evaluationId: 'e', candidateId: null, repeats: 1, planned: 1, ...place });
      const summary = (status: EvaluationSummary['status'], n: number) => ({ evaluationId: 'e', status, n });
      await log.finish(summary(was, 1) as EvaluationSummary);
      await log.finish(summary(told, 2) as EvaluationSummary);
      const row = await evaluationById(store, 'e');
      expect(row).toMatchObject({ status: is, summary: JSON.stringify(summary(is, was === 'stopped' ? 2 : 1)) });
    });

    it('reads results page by page', async () => {
      const log = evaluationLog(store, (await newRun()).id);
      await Promise.all(Array.from({ length: 1_203 }, (_, i) => log.append('e', result(`item-${i}`, 1))));
      expect(await Array.fromAsync(itemResults(store, 'e'))).toHaveLength(1_203);
    });
  });

  it.each([
    ['scored', 'stopped', 'scored'],
    ['held', 'stopped', 'held'],
    ['stopped', 'scored', 'scored'],
  ] as const)('a candidate that is %s and is told as %s is %s', async (was, told, is) => {
    const run = await recordRun(store, { task: 't', candidates: [{ turn: 1, slot: 0, status: was, accuracy: 0.5 }] });
    const rest = { accuracy: null, reward: null, feedback: null, evaluation_id: null };
    await judgeCandidate(store, `${run}/t01c0`, { status: told, ...rest });
    expect(await candidateById(store, `${run}/t01c0`)).toMatchObject({ status: is, accuracy: was === is ? 0.5 : null });
  });

  describe('calls', () => {
    const sample = (index: number, text: string) => ({
      sample: index,
      choice: { text, outcome: 'ok' as const, finishReason: 'stop' },
      usage: { promptTokens: 3, completionTokens: 2 },
      costUsd: null,
      model: 'm',
      latencyMs: 1,
    });
    const asked = { model: 'openai:m', messages: [{ role: 'user' as const, content: 'hi' }] };

    it('keep samples by index, and keep the first of two', async () => {
      const calls = callStore(store);
      await calls.put('k', [sample(0, 'a'), sample(1, 'b')], asked);
      await calls.put('k', [sample(1, 'c'), sample(2, 'd')], asked);
      expect((await calls.get('k', 1, 2)).map(({ choice }) => choice.text)).toEqual(['b', 'd']);
      await calls.put('k', [sample(1, 'new')], asked, { replace: true });
      expect((await calls.get('k', 1, 1))[0]!.choice.text).toBe('new');
    });

    it('of a scope are not seen by another', async () => {
      await callStore(store, { runId: 'run1', isolated: true }).put('k', [sample(0, 'a')], asked);
      expect(await callStore(store).get('k', 0, 1)).toEqual([]);
      expect(await callStore(store, { runId: 'run1', isolated: true }).get('k', 0, 1)).toHaveLength(1);
    });

    it('can be looked at and cleared by model', async () => {
      await callStore(store).put('k', [sample(0, 'a')], asked);
      await callStore(store).put('l', [sample(0, 'a')], { ...asked, model: 'other:m' });
      expect((await cacheSummary(store)).map(({ model, samples }) => [model, samples])).toEqual([
        ['openai:m', 1],
        ['other:m', 1],
      ]);
      expect(await clearCache(store, { model: 'other:m' })).toBe(1);
      expect((await cacheSummary(store)).map(({ model }) => model)).toEqual(['openai:m']);
    });

    it('add up to the ledger by role and phase, unpriced ones apart', async () => {
      const run = await newRun();
      const call = {
        role: 'executor' as const,
        phase: 'search' as const,
        model: 'm',
        requests: 1,
        completions: 2,
        cachedCompletions: 0,
        promptTokens: 10,
        completionTokens: 5,
        latencyMs: 3,
        at: 1,
      };
      saveCall(store, run.id, { ...call, costUsd: 0.5 });
      saveCall(store, run.id, { ...call, costUsd: null });
      saveCall(store, run.id, { ...call, completions: 0, costUsd: 0, error: 'server' });
      await store.writer.flush();
      expect(await ledgerRows(store, run.id)).toEqual([
        {
          role: 'executor',
          phase: 'search',
          requests: 3,
          completions: 4,
          cachedCompletions: 0,
          promptTokens: 30,
          completionTokens: 15,
          costUsd: 0.5,
          unpricedCompletions: 2,
          failedCalls: 1,
          inFlight: 0,
        },
      ]);
    });
  });

  it('findings seen twice are kept once', async () => {
    const run = await newRun();
    const row = {
      code_hash: 'h',
      run_id: run.id,
      rule: 'dangerous-import',
      severity: 'danger',
      line: 3,
      detail: 'os',
      created_at: 1,
    };
    await saveFindings(store, [row]);
    await saveFindings(store, [row, { ...row, line: 4 }]);
    expect(await findingsOf(store, 'h')).toHaveLength(2);
  });

  it('events keep their order over processes, also of two that both hold the run to be theirs', async () => {
    const run = await newRun();
    const other = await openStore(store.url);
    for (const at of [1, 2, 3, 4, 5, 6])
      await appendEvent(at % 2 === 0 ? store : other, run.id, { type: 'turn-started', at, data: {} });
    const both = [store, other].flatMap((one) =>
      [7, 8].map((at) => ({ one, event: { type: 'run-stopped', at, data: {} } })),
    );
    await Promise.all(both.map(({ one, event }) => appendEvent(one, run.id, event)));
    const events = await eventsOf(store, run.id);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(events.slice(0, 6).map(({ at }) => at)).toEqual([1, 2, 3, 4, 5, 6]);
    await other.close();
  });

  it('one bad write does not take its neighbours with it', async () => {
    const run = await newRun();
    const good = updateRun(store, run.id, { reason: 'kept' });
    const bad = store.writer.write((db) => db.insertInto('runs').values({ id: run.id } as never));
    await expect(bad).rejects.toMatchObject({ code: 'store-failed' });
    await good;
    expect((await findRun(store, run.id)).reason).toBe('kept');
  });

  it('keeps every acknowledged write through kill -9, with a second process reading', async () => {
    const path = await fresh();
    const script = `
    const { openStore, evaluationLog } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
    const store = await openStore(${JSON.stringify(path)});
    const log = evaluationLog(store, 'r');
    const tokens = { promptTokens: 1, completionTokens: 1, costUsd: null };
    const usage = { calls: 1, ...tokens, wallMs: 1, unusable: 0, malformed: 0, missingKeys: 0 };
    for (let i = 0; ; i += 20) {
      const ids = Array.from({ length: 20 }, (_, k) => String(i + k));
      const result = { repeat: 0, score: 1, answer: null, usage, stdout: '' };
      await Promise.all(ids.map((itemId) => log.append('e', { itemId, ...result })));
      process.stdout.write(ids.join('\\n') + '\\n');
    }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
    let told = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        told += String(chunk);
        if (told.split('\n').length > 500) child.kill('SIGKILL');
      });
      child.stderr.on('data', (chunk: Buffer) => reject(new Error(String(chunk))));
      child.on('exit', () => resolve());
    });
    const reader = await openStore(path);
    const kept = new Set((await evaluationLog(reader, 'r').known('e')).map(({ itemId }) => itemId));
    await reader.close();
    const acknowledged = told.split('\n').slice(0, -1).filter(Boolean);
    expect(acknowledged.length).toBeGreaterThan(400);
    expect(acknowledged.filter((id) => !kept.has(id))).toEqual([]);
  });
});
