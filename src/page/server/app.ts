import { Hono } from 'hono';
import { etag } from 'hono/etag';
import { compress } from 'hono/compress';
import { streamSSE } from 'hono/streaming';
import { W4sError, messageOf } from '../../base/errors.ts';
import { guard, readJson } from '../../providers/chat-api/index.ts';
import type { Store } from '../../store/index.ts';
import { readBundle } from '../bundle.ts';
import type { ActionResult } from '../contract.ts';
import { candidateView } from '../data/candidate.ts';
import { comparisonView } from '../data/comparison.ts';
import { confusionOf } from '../data/confusion.ts';
import { itemView } from '../data/item.ts';
import { matrixOf } from '../data/matrix.ts';
import { reviewsOf } from '../data/reviews.ts';
import { runOf } from '../data/read.ts';
import { runRows } from '../data/rows.ts';
import { runView } from '../data/run.ts';
import { studyOf, studyRows } from '../data/studies.ts';
import { transferNames, transferOf } from '../data/transfers.ts';
import { pageDocument } from '../document.ts';
import { readAction } from './action.ts';
import type { Follower } from './follow.ts';
import { headers, requireToken } from './guard.ts';
import { matrixVersions } from './matrix-versions.ts';

export interface AppOptions {
  store: Store;
  token: string;
  follower: Follower;
  act(action: ReturnType<typeof readAction>): Promise<ActionResult>;
}

const SHELL = pageDocument({
  title: 'w4s',
  head: '<link rel="stylesheet" href="/app.css">',
  end: '<script src="/app.js" defer></script>',
});

/** The server of the page, as an app: what it reads and what it is asked to change. */
export function createApp({ store, token, follower, act }: AppOptions): Hono {
  const app = new Hono();
  const matrix = matrixVersions();
  app.use(headers, guard({ host: 'localhost' }), requireToken(token));
  app.use('/api/runs/*', compress());
  app.use('/api/compare', compress());
  app.use('/app.*', compress(), etag());
  app.onError((error, c) => {
    const known = error instanceof W4sError ? error : undefined;
    const code = known?.code ?? 'internal';
    return c.json({ error: { code, message: messageOf(error), hint: known?.hint } }, statusOf(code, known));
  });
  app.notFound((c) => c.json({ error: { code: 'not-found', message: `There is nothing at \`${c.req.path}\`` } }, 404));

  app.get('/', (c) => c.html(SHELL));
  app.get('/app.js', (c) => c.body(readBundle().script, 200, { 'content-type': 'text/javascript; charset=utf-8' }));
  app.get('/app.css', (c) => c.body(readBundle().style, 200, { 'content-type': 'text/css; charset=utf-8' }));

  app.get('/api/runs', async (c) => c.json(await runRows(store)));
  app.get('/api/runs/:id', async (c) => c.json(await runView(store, await runOf(store, c.req.param('id')))));
  app.get('/api/runs/:id/candidates/:label', async (c) =>
    c.json(await candidateView(store, await runOf(store, c.req.param('id')), c.req.param('label'))),
  );
  app.get('/api/runs/:id/matrix/:split', async (c) =>
    c.json(
      matrix(await matrixOf(store, await runOf(store, c.req.param('id')), c.req.param('split')), c.req.query('since')),
    ),
  );
  app.get('/api/runs/:id/matrix/:split/confusion', async (c) => {
    const { id, split } = c.req.param();
    return c.json(await confusionOf(store, await runOf(store, id), { split, label: c.req.query('of') ?? '' }));
  });
  app.get('/api/runs/:id/items/:split/:item', async (c) => {
    const { id, split, item } = c.req.param();
    const labels = c.req.queries('of') ?? [];
    return c.json(await itemView(store, await runOf(store, id), { split, itemId: item, labels }));
  });
  app.get('/api/compare', async (c) => {
    const { first = '', second = '', split } = c.req.query();
    return c.json(await comparisonView(store, { first, second, split }));
  });
  app.get('/api/studies', async (c) => c.json(await studyRows(store)));
  app.get('/api/studies/:name', async (c) => c.json(await studyOf(store, c.req.param('name'))));
  app.get('/api/transfers', async (c) => c.json(await transferNames(store)));
  app.get('/api/transfers/:name', async (c) => c.json(await transferOf(store, c.req.param('name'))));
  app.get('/api/reviews', async (c) => c.json(await reviewsOf(store)));
  app.post('/api/actions', async (c) => c.json(await act(readAction(await readJson(c)))));
  app.get('/api/events', (c) => events(c, follower));
  return app;
}

/** Milliseconds between two signs of life. */
const BEAT_MS = 15_000;

function events(c: Parameters<typeof streamSSE>[0], follower: Follower): Response {
  return streamSSE(c, async (stream) => {
    const ended = Promise.withResolvers<void>();
    const stop = follower.listen((runs) => void stream.writeSSE({ event: 'changed', data: JSON.stringify(runs) }));
    const beat = setInterval(() => void stream.writeSSE({ event: 'beat', data: '' }), BEAT_MS);
    stream.onAbort(() => ended.resolve());
    await stream.writeSSE({ event: 'ready', data: '' });
    await ended.promise;
    clearInterval(beat);
    stop();
  });
}

function statusOf(code: string, error: W4sError | undefined): 400 | 404 | 409 | 500 {
  if (code.startsWith('unknown-')) return 404;
  if (code === 'run-busy') return 409;
  return error === undefined || code === 'internal' || code.startsWith('store-') ? 500 : 400;
}
