import { valueUnder } from '../../base/lists.ts';
import type { TaskItem } from '../contract.ts';
import type { DataFile } from '../data/file.ts';
import { parseJsonl, textOf, type Row } from '../data/jsonl.ts';
import { unitTests } from '../scorers/unit-tests.ts';
import { apart, publishedSplit } from './cut.ts';
import type { Benchmark, ReadFile } from './types.ts';

const HOME = 'https://raw.githubusercontent.com/google-research/google-research/master/mbpp';

const SANITIZED: DataFile = {
  path: 'mbpp/sanitized-mbpp.json',
  urls: [`${HOME}/sanitized-mbpp.json`],
  sha256: 'ca95deaa9a01ef0a6f439f88bcf0dd3db3563d22f22aad6cae04ebb9a8d8c8e9',
  bytes: 255053,
};

const FULL: DataFile = {
  path: 'mbpp/mbpp.jsonl',
  urls: [`${HOME}/mbpp.jsonl`],
  sha256: 'ccf64ceae9c5403bf50a044cb6d505bfd2a2963ee58338ba268fd65beab92a9f',
  bytes: 563743,
};

/** Imports of AFlow's runner; 13 tasks need `math` in their tests. */
const SETUP = 'import hashlib\nimport math\nimport re\nfrom typing import *\n';

/**
 * W4S's split (86 / 341, the same as AFlow's) over the official sanitized rows, with the signature below the text as
 * they have it. The official rows avoid the broken reference of task 630 in W4S's file. One task takes about 12 s
 * (123), hence the long limit.
 */
export const mbpp: Benchmark = {
  name: 'mbpp',
  kind: 'code',
  metric: 'pass@1',
  description:
    'A short task for a Python beginner in one or two sentences, followed by the first line of the function ' +
    'asked for. ' +
    'The answer is Python source that defines the whole function under that name, with the imports and ' +
    'helpers it needs. ' +
    'It scores 1 when all hidden assertions (mostly three) pass, else 0. ' +
    'One of the assertions is known and may be tried before answering; ' +
    'it also settles the form of arguments and result.',
  instructions: '',
  scorer: unitTests({ setup: SETUP, timeoutMs: 60_000 }),
  licence: 'CC-BY-4.0',
  source: 'Austin et al., arXiv 2108.07732; github.com/google-research/google-research/tree/master/mbpp',
  variants: {
    '': {
      about: 'sanitized rows, 86 / 341 as published by W4S and AFlow',
      files: [SANITIZED],
      sizes: { validation: 86, test: 341 },
      load: async (read) => {
        const rows = JSON.parse(await read(SANITIZED)) as Row[];
        const items = new Map(rows.map((row) => [row['task_id'] as number, itemOf(row)]));
        const { validation, test } = publishedSplit('mbpp');
        return {
          validation: validation.map((id) => valueUnder(items, id)),
          test: test.map((id) => valueUnder(items, id)),
        };
      },
    },
    full: {
      about:
        'all 974 rows in the official split: tasks 511-600 / 11-510, rest for training but for one that stands in test',
      files: [FULL],
      sizes: { validation: 90, test: 500, train: 383 },
      load: fullSplit,
    },
  },
};

async function fullSplit(read: ReadFile) {
  const rows = parseJsonl(await read(FULL), FULL.path).map((row) => ({
    id: row['task_id'] as number,
    item: itemOf(row),
  }));
  const between = (low: number, high: number) =>
    rows.filter(({ id }) => id >= low && id <= high).map(({ item }) => item);
  return apart({
    validation: between(511, 600),
    test: between(11, 510),
    train: [...between(1, 10), ...between(601, 974)],
  });
}

function itemOf(row: Row): TaskItem {
  const [code, tests] = [unixLines(textOf(row, 'code', 'mbpp')), (row['test_list'] as string[]).map(unixLines)];
  const { name, signature } = functionOf(code, tests);
  const imports = (row['test_imports'] as string[] | undefined) ?? [];
  // Set-up code uses the solution's own classes, so it belongs to the tests.
  const setup = unixLines(String(row['test_setup_code'] ?? ''));
  return {
    id: `mbpp/${String(row['task_id'])}`,
    input: `${String(row['prompt'] ?? row['text'])}\n\n${signature}`,
    target: [...imports, setup, ...tests, ...((row['challenge_test_list'] as string[] | undefined) ?? [])]
      .filter(Boolean)
      .join('\n'),
    entryPoint: name,
    publicTests: [[...imports, setup, tests[0]].filter(Boolean).join('\n')],
    metadata: { reference: code },
  };
}

function unixLines(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** The function of the reference solution that the tests call; the last one if there are several. */
function functionOf(code: string, tests: readonly string[]): { name: string; signature: string } {
  const lines = [...code.matchAll(/^[ \t]*(def[ \t]+(\w+)[ \t]*\(.*)$/gm)];
  const called = lines.findLast(([, , name]) => tests.some((test) => new RegExp(`\\b${name}\\s*\\(`).test(test)));
  return { name: called?.[2] ?? '', signature: called?.[1]?.trim() ?? '' };
}
