import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asksOf, knowing, moves, oracle, says, searched } from '../../../tests/support/moves.ts';
import { temporaryFolders } from '../../../tests/support/temporary.ts';
import { programsOf } from '../../review/index.ts';
import { winnersSentences } from '../../winners/index.ts';

const folder = temporaryFolders();
const store = () => join(folder(), 'store.db');

test('where the input tells nothing, the executor as router wins, and a rule is not found', async () => {
  const executor = oracle();
  const result = await searched({ store: store(), task: moves({ isVisible: false }), executor, router: 'executor' });
  expect(result.winners).toMatchObject({
    used: 'executor',
    tried: [{ kind: 'executor', isBetter: true, validation: { accuracy: 1, callsPerItem: 2 } }],
  });
  expect(result.best?.test).toMatchObject({ accuracy: 1, callsPerItem: 2 });
  // One call an item on validation, one on the test.
  expect(asksOf(executor)).toBe(20 + 8);
  // A word on a program is one on that program in the router.
  const hashes = programsOf(result.best!.code).map(({ name, hash }) => [name, hash]);
  expect(hashes).toEqual(result.winners!.programs.map(({ candidate, hash }) => [candidate.split('/').at(-1), hash]));
});

test('both that are tried share the level, and of equals the rule wins, which asks nobody', async () => {
  const { winners } = await searched({ store: store(), router: 'auto' });
  expect(winners?.tried.map(({ kind, isBetter }) => `${kind} ${isBetter}`)).toEqual(['rule true', 'executor true']);
  expect(winners?.used).toBe('rule');
});

test('a router that is no better loses: the best single program wins, and by how much is told', async () => {
  const executor = knowing((number) => (number % 3 === 0 ? 'UP' : 'DOWN'));
  const result = await searched({ store: store(), task: moves({ isVisible: false }), executor, router: 'executor' });
  expect(result.best?.candidate).toBe(`${result.run}/t01c0`);
  expect(result.winners).toMatchObject({ used: null, single: null, tried: [{ isBetter: false }] });
  expect(winnersSentences(result.winners!).join(' ')).toMatch(
    /\d\.\d% on validation, .+ points against t01c0, one-sided p.+: not shown to be better, and not used\. The winner is/,
  );
});

test.each([
  ['one program', { winners: 1 }, null],
  ['no router', { router: 'off' as const }, { tried: [], used: null, notes: [] }],
  ['no program that adds anything', { winners: 9 }, { tried: [], used: null, programs: [{}] }],
])('without a router: %s', async (name, options, winners) => {
  const written = name.startsWith('no program') ? [says('UP'), says('UP', 2)] : undefined;
  const result = await searched({ store: store(), test: 0, ...options }, written);
  if (winners === null) expect(result.winners).toBeNull();
  else expect(result.winners).toMatchObject(winners);
  expect(result.best?.candidate).toBe(`${result.run}/t01c0`);
});

test.each([
  ['maxCalls', 60, /with the sealed test 44 calls may be needed, and the cap leaves/],
  ['maxExecutorCalls', 50, /20 calls are needed on validation, and the cap leaves 10/],
] as const)('the executor is not asked where %s leaves no room', async (cap, value, expected) => {
  const executor = oracle();
  const result = await searched({
    store: store(),
    task: moves({ isVisible: false }),
    executor,
    router: 'auto',
    [cap]: value,
  });
  expect(result.winners?.notes.join(' ')).toMatch(expected);
  expect(asksOf(executor)).toBe(0);
});

test('a search that is stopped while the executor is asked goes on where it was', async () => {
  const place = store();
  const stop = new AbortController();
  const options = { task: moves({ isVisible: false }), router: 'executor', store: place, concurrency: 2 } as const;
  const interrupted = knowing((number) => {
    if (number === 1007) stop.abort();
    return number % 2 === 0 ? 'UP' : 'DOWN';
  });
  const stopped = await searched({ ...options, executor: interrupted, signal: stop.signal });
  expect(stopped).toMatchObject({ status: 'interrupted', winners: null });
  const executor = oracle();
  const done = await searched({ ...options, executor });
  expect(done).toMatchObject({ run: stopped.run, status: 'done', winners: { used: 'executor' } });
  expect(asksOf(interrupted) + asksOf(executor)).toBeLessThanOrEqual(20 + 8 + 2);
  const { winners } = await searched({ ...options, store: store() });
  expect(done.winners?.tried.map(({ validation, p, how }) => ({ validation, p, how }))).toEqual(
    winners?.tried.map(({ validation, p, how }) => ({ validation, p, how })),
  );
});

test('for the least cost of a right answer, a router has to pay less for one than the best single program', async () => {
  const options = { objective: 'cost-per-correct', router: 'rule' } as const;
  const { winners } = await searched({ ...options, store: store() }, [says('UP', 1), says('DOWN', 2)]);
  expect(winners).toMatchObject({ used: 'rule', tried: [{ validation: { accuracy: 1, callsPerItem: 1.5 } }] });
  const dear = await searched({ ...options, store: store() }, [says('UP', 1), says('DOWN', 9)]);
  expect(dear.winners).toMatchObject({ used: null });
});
