import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordRun } from '../../../tests/support/page-run.ts';
import { decide } from '../../review/index.ts';
import {
  type Store,
  createRun,
  deleteRun,
  evaluationLog,
  openStore,
  saveHint,
  saveSubmission,
  updateRun,
} from '../../store/index.ts';
import {
  type CandidateView,
  type ComparisonView,
  type ItemView,
  type Matrix,
  type MatrixAnswer,
  type PendingReview,
  type RunRow,
  type RunView,
  type StudyRow,
  pathOf,
} from '../contract.ts';
import { noUsage } from '../../workflow/index.ts';
import { withChange } from '../matrix-change.ts';
import { type PageServer, servePage } from './serve.ts';

let folder: string;
let store: Store;
let server: PageServer;
let run: string;
const started: string[][] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-page-'));
  store = await openStore(join(folder, 'store.db'));
  run = await recordRun(store, { budgetUsd: 2 });
  server = await servePage({
    store,
    port: 0,
    hands: { start: async (words) => `started ${started.push([...words])}` },
  });
});

afterAll(async () => {
  await server.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

function get(path: string, headers: Record<string, string> = { authorization: `Bearer ${server.token}` }) {
  return fetch(`http://127.0.0.1:${server.port}${path}`, { headers, redirect: 'manual' });
}

async function read<T>(path: string): Promise<T> {
  return (await (await get(path)).json()) as T;
}

async function matrixOf(id: string): Promise<Matrix> {
  const answer = await read<MatrixAnswer>(pathOf.matrix(id, 'validation'));
  if ('change' in answer) throw new Error('Expected all of it');
  return answer.whole;
}

function post(body: unknown, headers: Record<string, string> = {}) {
  return fetch(`http://127.0.0.1:${server.port}/api/actions`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json', ...headers },
  });
}

/** Over a socket, since `fetch` does not let these headers be chosen. Returns the status. */
function raw(headers: Record<string, string>, path = '/api/runs'): Promise<number> {
  const all = { authorization: `Bearer ${server.token}`, ...headers };
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: server.port, path, headers: all, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

describe('who is let in', () => {
  test('the address with the token gives a cookie and forgets the token', async () => {
    const first = await get(`/?token=${server.token}`, {});
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Lax/);
    const second = await get('/', { cookie: cookie.split(';')[0] ?? '' });
    expect([second.status, second.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8']);
  });

  test.each(['/', '/app.js', '/api/runs', '/api/events', '/nothing', '/?token=wrong'])(
    '%s without the token',
    async (path) => {
      const answer = await get(path, {});
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({
        error: { code: 'no-token', hint: expect.stringContaining('w4s ui') },
      });
    },
  );

  test.each<[number, string, Record<string, string>]>([
    [200, 'this machine', {}],
    [403, 'a foreign name that leads here', { host: 'evil.example' }],
    [403, 'another address', { host: '10.0.0.1' }],
    [403, 'a page of elsewhere', { origin: 'https://evil.example' }],
    [403, 'a page of another port', { origin: 'http://127.0.0.1:1' }],
    [403, 'another token', { authorization: 'Bearer other' }],
  ])('%s: %s', async (status, _, headers) => {
    expect(await raw(headers)).toBe(status);
  });

  test('what a page may do', async () => {
    const { headers } = await get('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });
});

/** What the list shows of an ablation. */
const ONE = {
  name: 'one',
  tasks: ['sums'],
  arms: [{ name: 'untrained', test: { accuracy: 0.5, interval: { low: 0.4, high: 0.6 }, n: 10 } }],
  comparisons: [
    { arm: 'trained', against: 'untrained', difference: 0.1, interval: { low: 0, high: 0.2 }, pHolm: 0.04 },
  ],
};

describe('reads', () => {
  test('runs', async () => {
    const [row] = await read<RunRow[]>(pathOf.runs());
    expect(row).toMatchObject({
      id: run,
      status: 'done',
      candidates: 4,
      workflow: 't02c1',
      best: { n: 6, missing: 0 },
      spent: { calls: 30, costUsd: expect.closeTo(0.03), budgetUsd: 2, maxCalls: null },
      progress: null,
    });
  });

  test('a run, without code', async () => {
    const view = await read<RunView>(pathOf.run(run));
    expect(view).toMatchObject({
      kind: 'search',
      splits: ['validation'],
      report: { winner: { candidateId: `${run}/t02c1` } },
    });
    expect(JSON.stringify(view)).not.toContain('def workflow');
  });

  test('a candidate, with whom it may be set against', async () => {
    expect(await read<CandidateView>(pathOf.candidate(run, 't02c0'))).toMatchObject({
      candidate: { code: expect.stringContaining('def workflow'), findings: [{ line: 2 }] },
      against: { parent: 't01c0', start: 't00c0', best: 't02c1' },
      attempts: [{ attempt: 0, messages: [{ role: 'user', content: 'plain state' }] }],
    });
  });

  test('a matrix: one character an item', async () => {
    const { itemIds, columns } = await matrixOf(run);
    expect(itemIds).toHaveLength(6);
    expect(columns.map(({ label, parent, cells }) => [label, parent, cells])).toEqual([
      ['t00c0', null, 'y00000'],
      ['t01c0', 't00c0', '0y0000'],
      ['t01c1', 't00c0', 'y0y000'],
      ['t02c0', 't01c0', 'yy0y00'],
      ['t02c1', 't01c1', 'yyy0y0'],
    ]);
  });

  test('a matrix again: what one more candidate changed, a small part of the whole', async () => {
    const large = await recordRun(store, { candidates: 3, items: 400, ended: false });
    const before = await matrixOf(large);
    const { version } = await read<MatrixAnswer>(pathOf.matrix(large, 'validation'));
    const log = evaluationLog(store, large);
    const evaluationId = `${large}/t02c1/validation`;
    const facts = { workflowHash: 'h', label: 'l', task: 't', split: 'validation', phase: 'search' };
    await log.start({ ...facts, evaluationId, candidateId: `${large}/t02c1`, repeats: 1, planned: 400 });
    const [answer, usage, stdout] = ['', noUsage(), ''];
    const append = (place: number) =>
      log.append(evaluationId, { itemId: before.itemIds[place] ?? '', repeat: 0, score: 1, answer, usage, stdout });
    await Promise.all([3, 4, 5, 390].map(append));
    const first = await read<MatrixAnswer>(pathOf.matrix(large, 'validation', version));
    await append(200);
    const second = await read<MatrixAnswer>(pathOf.matrix(large, 'validation', first.version));
    const whole = await matrixOf(large);
    if (!('change' in first) || !('change' in second)) throw new Error('Expected changes');
    expect(withChange(withChange(before, first.change), second.change)).toEqual(whole);
    expect(second.change.columns).toMatchObject([{ at: 4, label: 't02c1', cells: [[200, 'y']] }]);
    expect(JSON.stringify(second).length).toBeLessThan(JSON.stringify(whole).length / 50);
    // A server that does not know the version, or one of another run: all of it.
    for (const other of ['unknown', (await read<MatrixAnswer>(pathOf.matrix(run, 'validation'))).version])
      expect(await read(pathOf.matrix(large, 'validation', other))).toMatchObject({ whole: { run: large } });
    await deleteRun(store, large);
  });

  test('an item, with traces of those asked for, in their order', async () => {
    const item = await read<ItemView>(pathOf.item(run, 'validation', 'plain/1', ['t02c1', 't00c0']));
    expect(item.sides.map(({ label, repeats }) => [label, repeats[0]?.score])).toEqual([
      ['t02c1', 1],
      ['t00c0', 0],
    ]);
    expect(item.sides[0]).toMatchObject({
      messages: [{ content: 'plain message' }],
      repeats: [{ trace: { steps: [{ kind: 'ask', messages: [0], replies: [{ text: 'plain reply' }] }] } }],
    });
    expect(item.scores.map(({ score }) => score)).toEqual([0, 1, 0, 1, 1]);
    expect(item.expected).toBe('plain gold');
  });

  test('an item, unless others are asked for, with the start and the winner', async () => {
    const [{ sides }, { pair }] = await Promise.all([
      read<ItemView>(pathOf.item(run, 'validation', 'plain/1', [])),
      matrixOf(run),
    ]);
    expect([sides.map(({ label }) => label), pair]).toEqual([
      ['t00c0', 't02c1'],
      ['t00c0', 't02c1'],
    ]);
  });

  test('two candidates in pairs, with their code', async () => {
    const view = await read<ComparisonView>(pathOf.compare(`${run}/t02c1`, `${run}/t00c0`, 'validation'));
    expect(view.comparison.paired?.difference).toBeCloseTo(0.5);
    expect(view).toMatchObject({
      first: { run, label: 't02c1', isCandidate: true, code: expect.stringContaining('t02c1') },
      second: { label: 't00c0' },
      splits: ['validation'],
    });
  });

  test('what waits for review, with its findings', async () => {
    expect(await read<PendingReview[]>(pathOf.reviews())).toMatchObject([
      { run, candidate: 't02c1', role: 'winner', blocks: false, findings: [{ line: 2, severity: 'warning' }] },
    ]);
  });

  test('studies and ablations that lie beside the store', async () => {
    const folderOf = (name: string, kind = 'ablation'): string => join(folder, kind, name);
    for (const name of ['one', 'broken', 'older']) await mkdir(folderOf(name), { recursive: true });
    for (const name of ['one', 'wide']) await mkdir(folderOf(name, 'study'), { recursive: true });
    for (const name of ['one', 'wide'])
      await writeFile(join(folderOf(name, 'study'), 'result.json'), JSON.stringify({ ...ONE, kind: 'study', name }));
    await writeFile(join(folderOf('one'), 'result.json'), JSON.stringify(ONE));
    await writeFile(join(folderOf('broken'), 'result.json'), '{');
    const rows = await read<StudyRow[]>(pathOf.studies());
    const { tasks, arms, comparisons } = ONE;
    const found = new Map(rows.map((row) => [row.name, row.found]));
    expect([found.get('one'), found.get('broken')]).toEqual([{ tasks, arms, comparisons }, null]);
    expect(rows.map(({ kind, name }) => `${kind} ${name}`).toSorted()).toEqual([
      'ablation broken',
      'study one',
      'study wide',
    ]);
    expect(await read(pathOf.study('one'))).toEqual({ ...ONE, kind: 'study', name: 'one' });
    const broken = await get(pathOf.study('broken'));
    expect([broken.status, await broken.json()]).toMatchObject([400, { error: { code: 'study-unreadable' } }]);
  });

  test('the transfers beside the store, and the result of one as it was written', async () => {
    const folderOf = (name: string): string => join(folder, 'transfer', name);
    expect(await read(pathOf.transfers())).toEqual([]);
    for (const name of ['one', 'broken', 'empty']) await mkdir(folderOf(name), { recursive: true });
    await writeFile(join(folderOf('one'), 'result.json'), JSON.stringify({ cells: [] }));
    await writeFile(join(folderOf('broken'), 'result.json'), '{');
    expect((await read<string[]>(pathOf.transfers())).toSorted()).toEqual(['broken', 'one']);
    expect(await read(pathOf.transfer('one'))).toEqual({ cells: [] });
    const broken = await get(pathOf.transfer('broken'));
    expect([broken.status, await broken.json()]).toMatchObject([400, { error: { code: 'transfer-unreadable' } }]);
  });

  test('no answers by gold where golds are not few labels', async () => {
    expect(await read(pathOf.confusion(run, 'validation', 't00c0'))).toBeNull();
  });

  test.each([
    [404, '/api/runs/none', 'unknown-run'],
    [404, '/api/runs/RUN/candidates/t09c9', 'unknown-candidate'],
    [404, '/api/runs/RUN/items/validation/none', 'unknown-item'],
    [404, '/api/nothing', 'not-found'],
    [404, '/api/studies/none', 'unknown-study'],
    [404, '/api/studies/..%2F..%2Fsecret', 'unknown-study'],
    [404, '/api/transfers/none', 'unknown-transfer'],
    [404, '/api/transfers/..%2F..%2Fsecret', 'unknown-transfer'],
    [404, '/api/compare?first=a&second=b', 'unknown-run'],
    [400, '/api/compare?first=RUN&second=RUN&split=test', 'not-comparable'],
  ])('%i: %s', async (status, path, code) => {
    const answer = await get(path.replaceAll('RUN', run));
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code, message: expect.any(String) } });
  });
});

describe('changes', () => {
  test.each<[number, string, unknown]>([
    [400, 'no action', {}],
    [400, 'an unknown kind', { kind: 'burn', run: 'x' }],
    [400, 'a command that is none of ours', { kind: 'start', request: { command: 'sh', words: [] } }],
    [404, 'no such run', { kind: 'stop', run: 'none' }],
    [400, 'no such decision', { kind: 'review', run: 'x', candidate: 't00c0', hash: 'h', decision: 'maybe' }],
    [400, 'a decision on no text', { kind: 'review', run: 'x', candidate: 't00c0', decision: 'approved' }],
    [400, 'a workflow of nobody', { kind: 'submit', run: 'x', code: 'def workflow(agent, task): pass' }],
    [404, 'a workflow in no run', { kind: 'submit', run: 'x', from: 't00c0', code: '' }],
    [404, 'a decision in no run', { kind: 'review', run: 'x', candidate: 't00c0', hash: 'h', decision: 'approved' }],
  ])('%i: %s', async (status, _, action) => {
    expect((await post(action)).status).toBe(status);
  });

  test('only JSON, and with the token', async () => {
    expect((await post({ kind: 'stop', run }, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post({ kind: 'stop', run }, { authorization: '' })).status).toBe(403);
    const body = Buffer.from(JSON.stringify({ kind: 'hint', run, text: 'Größer' }), 'latin1');
    const damaged = await fetch(`http://127.0.0.1:${server.port}/api/actions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      body,
    });
    expect([damaged.status, await damaged.text()]).toEqual([400, expect.stringMatching(/invalid-action.*UTF-8/)]);
  });

  test('resume with a higher cap is a process of its own', async () => {
    expect((await post({ kind: 'resume', run, budgetUsd: 2, maxCalls: 10 })).status).toBe(200);
    expect(started.at(-1)).toEqual(['resume', run, '--budget', '2', '--max-calls', '10']);
  });

  test('a decision on exactly the text that was looked at, on record with who and why', async () => {
    const decided = { kind: 'review', run, candidate: 't02c1', decision: 'rejected', note: 'it lies' };
    const other = await post({ ...decided, hash: 'hash-t00c0' });
    expect([other.status, await other.json()]).toMatchObject([400, { error: { code: 'code-changed' } }]);
    expect((await post({ ...decided, candidate: 't07c0', hash: 'hash-t02c1' })).status).toBe(404);
    expect((await post({ ...decided, hash: 'hash-t02c1' })).status).toBe(200);
    expect(await read(pathOf.reviews())).toEqual([]);
    const again = { decision: 'approved', note: undefined };
    expect((await post({ ...decided, ...again, hash: 'hash-t02c1' })).status).toBe(200);
    expect((await read<CandidateView>(pathOf.candidate(run, 't02c1'))).reviews).toMatchObject([
      { decision: 'approved', note: null },
      { decision: 'rejected', note: 'it lies', by: expect.stringMatching(/./) },
    ]);
  });

  test('a workflow by a person waits on record; once the run has ended, it is said what to do', async () => {
    const code = 'def workflow(agent, task):\n    return {"answer": "1"}\n';
    const open = await recordRun(store, { ended: false });
    expect((await post({ kind: 'submit', run: open, from: 't01c0', code })).status).toBe(200);
    expect(await read<RunView>(pathOf.run(open))).toMatchObject({
      submissions: [{ from: 't01c0', candidate: null, by: expect.stringMatching(/./) }],
      closed: null,
    });
    const late = await post({ kind: 'submit', run, from: 't01c0', code });
    expect([late.status, await late.json()]).toMatchObject([400, { error: { code: 'run-ended' } }]);
    expect(await read<CandidateView>(pathOf.candidate(run, 't01c0'))).toMatchObject({
      closed: { message: expect.stringContaining('has ended'), hint: expect.stringContaining('w4s eval FILE') },
    });
    await deleteRun(store, open);
  });

  test('stop and delete', async () => {
    const doomed = await recordRun(store, { candidates: 1, ended: false });
    expect(await (await post({ kind: 'stop', run: doomed })).json()).toMatchObject({
      text: expect.stringContaining('cancelled'),
    });
    expect((await post({ kind: 'delete', run: doomed })).status).toBe(200);
    expect((await get(pathOf.run(doomed))).status).toBe(404);
  });

  test('a run at work can be asked to stop, and not deleted', async () => {
    const sleeper = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
    const { id } = await createRun(store, {
      command: 'eval',
      task: 't',
      config: { task: 't', executor: 'e' },
      configHash: 'h',
    });
    const { hostname } = await import('node:os');
    await updateRun(store, id, { owner: `${hostname()}:${sleeper.pid}`, heartbeat_at: Date.now() });
    expect((await post({ kind: 'delete', run: id })).status).toBe(409);
    expect((await post({ kind: 'stop', run: id })).status).toBe(200);
    const row = await store.db.selectFrom('runs').select('cancel_requested').where('id', '=', id).executeTakeFirst();
    expect(row?.cancel_requested).toBe(1);
    sleeper.kill();
  });
});

/** The events of the server, followed. */
async function following() {
  const stream = await get('/api/events');
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  const events = {
    text: '',
    until: async (wanted: string): Promise<void> => {
      while (!events.text.includes(wanted)) events.text += (await reader.read()).value ?? '';
    },
    end: () => reader.cancel(),
  };
  await events.until('ready');
  return events;
}

test('events tell which run another process changed', async () => {
  const other = await openStore(store.path);
  const events = await following();
  const changed = await recordRun(other, { candidates: 1 });
  await events.until(changed);
  expect(events.text).toContain('event: changed');
  await events.end();
  await other.close();
});

test.each<[string, (other: Store) => Promise<unknown>]>([
  ['a decision', (other) => decide(other, { hash: 'hash-t00c0', decision: 'approved' })],
  ['a hint', (other) => saveHint(other, { runId: run, text: 'h', by: 'b' })],
  ['a workflow', (other) => saveSubmission(other, { runId: run, code: 'c', parentId: null, by: 'b' })],
])('events tell of %s that another process wrote', async (_, write) => {
  const other = await openStore(store.path);
  const events = await following();
  await write(other);
  await events.until(run);
  await events.end();
  await other.close();
});

test('a port that is taken is said', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as { port: number };
  await expect(servePage({ store, port, hands: { start: async () => '' } })).rejects.toMatchObject({
    code: 'page-port',
  });
  taken.close();
});
