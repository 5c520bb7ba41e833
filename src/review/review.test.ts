import { afterAll, beforeAll, expect, it } from 'vitest';
import { composeRouted, workflowHash } from '../workflow/index.ts';
import { type Store, approvalOf, decisionsOf, openStore, saveFindings } from '../store/index.ts';
import { type ReviewPolicy, type Standing, annotated, decide, standingOf } from './index.ts';

let store: Store;
beforeAll(async () => void (store = await openStore(':memory:')));
afterAll(() => store.close());

const found = (hash: string, severity: string) =>
  saveFindings(store, [{ code_hash: hash, run_id: 'r', rule: 'rule', severity, line: 1, detail: 'x', created_at: 1 }]);

it.each<[ReviewPolicy, string, 'approved' | 'rejected' | 'nothing', Standing]>([
  ['never', 'danger', 'nothing', 'free'],
  ['on-findings', 'none', 'nothing', 'free'],
  ['on-findings', 'info', 'nothing', 'free'],
  ['on-findings', 'warning', 'nothing', 'waits'],
  ['on-findings', 'danger', 'approved', 'free'],
  ['always', 'none', 'nothing', 'waits'],
  ['always', 'none', 'approved', 'free'],
  ['always', 'danger', 'approved', 'free'],
  ['never', 'none', 'rejected', 'rejected'],
  ['on-findings', 'none', 'rejected', 'rejected'],
  ['always', 'none', 'rejected', 'rejected'],
])('policy %s, findings %s, a person said %s: %s', async (policy, severity, said, standing) => {
  const hash = [policy, severity, said].join();
  if (severity !== 'none') await found(hash, severity);
  if (said !== 'nothing') await decide(store, { hash, decision: said });
  expect(await standingOf(policy, store, { code: '', hash })).toBe(standing);
});

type Said = 'approved' | 'rejected' | 'nothing';

it.each<[ReviewPolicy, Said, Said, Said, Standing]>([
  ['always', 'approved', 'approved', 'nothing', 'free'],
  ['always', 'approved', 'nothing', 'nothing', 'waits'],
  ['always', 'approved', 'rejected', 'nothing', 'rejected'],
  ['always', 'nothing', 'rejected', 'approved', 'free'],
  ['always', 'approved', 'approved', 'rejected', 'rejected'],
  ['on-findings', 'nothing', 'nothing', 'nothing', 'free'],
  ['never', 'nothing', 'rejected', 'nothing', 'rejected'],
])('policy %s, a router whose programs were %s and %s, and itself %s: %s', async (policy, ...told) => {
  const [first, second, itself, standing] = told as [Said, Said, Said, Standing];
  const program = (name: string): string =>
    `def workflow(agent, task):\n    return "${name} of ${told.join()} ${policy}"\n`;
  const code = composeRouted({
    router: { kind: 'rule', programs: ['a', 'b'], rule: { feature: 'words', above: 3, yes: 'a', no: 'b' } },
    programs: new Map([
      ['a', program('a')],
      ['b', program('b')],
    ]),
    kind: 'answer',
  });
  const word = async (text: string, said: Said): Promise<void> => {
    if (said !== 'nothing') await decide(store, { hash: workflowHash(text), decision: said });
  };
  await word(program('a'), first);
  await word(program('b'), second);
  await word(code, itself);
  expect(await standingOf(policy, store, { code, hash: workflowHash(code) })).toBe(standing);
  const edited = code.replace('import types', 'import types, os');
  const alone = policy === 'always' ? 'waits' : 'free';
  expect(await standingOf(policy, store, { code: edited, hash: workflowHash(edited) })).toBe(alone);
});

it('keeps who decided, when and why; the last word counts, and those before it stay on record', async () => {
  await decide(store, { hash: 'h', decision: 'approved', by: 'ada' });
  await decide(store, { hash: 'h', decision: 'rejected', by: 'grace', note: 'it lies' });
  const last = { decision: 'rejected', by: 'grace', note: 'it lies', at: expect.any(Number) };
  expect(await approvalOf(store, 'h')).toEqual(last);
  await decide(store, { hash: 'h', decision: 'rejected', by: 'ada' });
  expect(await decisionsOf(store, 'h')).toEqual([
    { decision: 'rejected', by: 'ada', note: null, at: expect.any(Number) },
    last,
    { decision: 'approved', by: 'ada', note: null, at: expect.any(Number) },
  ]);
  expect(await decisionsOf(store, 'another')).toEqual([]);
  await decide(store, { hash: 'mine', decision: 'approved' });
  expect((await approvalOf(store, 'mine'))!.by).not.toBe('');
});

it('puts findings under their lines and shows what hides', () => {
  const code = 'import os\nx = "a\u202eb\u200b"\n\u001b[2Jy = 1\n';
  const finding = (line: number | null, rule: string) =>
    ({ line, rule, severity: 'danger', detail: 'z\u200b' }) as const;
  expect(annotated(code, [finding(1, 'dangerous-import'), finding(null, 'audit-open'), finding(0, 'loose')])).toBe(
    [
      '> 1  import os',
      '     ^ danger: dangerous-import: z\\u200b',
      '  2  x = "a\\u202eb\\u200b"',
      '  3  \\u001b[2Jy = 1',
      '',
      'danger: audit-open: z\\u200b',
      'danger: loose: z\\u200b',
    ].join('\n'),
  );
});
