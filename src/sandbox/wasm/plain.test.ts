import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exampleCode, exampleNames } from '../../workflow/index.ts';

/** Runs of these share an interpreter. */
const PLAIN = {
  'a class with its state':
    'class A:\n  def __init__(self, x):\n    self.x = x\n    self.seen = {}\n  def f(self): self.seen[1] = 2',
  'a pool': 'from concurrent.futures import ThreadPoolExecutor as P\nwith P(4) as p: list(p.map(len, ["a"]))',
  'a module below another': 'import concurrent.futures\nconcurrent.futures.as_completed([])',
  'functions handed on':
    'import json, operator\nfrom collections import Counter, defaultdict\nx = defaultdict(Counter)\nx[1][2] += 1\nmax(x, key=operator.itemgetter(1))\nlist(map(json.loads, []))',
  'a data class':
    'from dataclasses import dataclass, field\n@dataclass\nclass A:\n  x: list = field(default_factory=list)\na = A()\na.x = [1]',
  'flags and constants':
    'import re, math, string\nre.sub("a", "b", "c", flags=re.I | re.M)\nmath.pi\nstring.punctuation.upper()',
  'attributes by constant names': 'def f(agent): return getattr(agent, "call_llm")',
  errors: 'import json\ntry: json.loads("")\nexcept json.JSONDecodeError as e: print(e.msg)',
  'random numbers': 'import random\nrandom.seed(3)\nrandom.shuffle([1])\nr = random.Random(4)',
  asyncio: 'import asyncio\nasync def f(): await asyncio.gather(asyncio.sleep(0))\nasyncio.run(f())',
  'what is not here': 'try: import numpy as np\nexcept ImportError: np = None\nx = np and np.array([1])',
  'no program at all': 'def f(:',
  'a memo on its own function':
    'import functools\n@functools.lru_cache(None)\ndef f(x): return x\ndef g(): pass\ng.memo = {}',
};

/** Runs of these have an interpreter each; conformance/traces.ts has what they could leave. */
const APART = {
  'a name that is made': 'def f(x): return getattr(x, "__glo" + "bals__")',
  'a star': 'from json import *',
  'a part of a module': 'import random\nrandom._inst.left = 1',
  'a list of another module': 'from calendar import month_name as m',
  'threads of others': 'import threading\nthreading.enumerate()',
  frames: 'import traceback\ntraceback.walk_stack(None)',
  'a generator at rest': 'x = (i for i in [1])\nx.gi_frame',
  'no end': `x = ${'-'.repeat(100_000)}1`,
  'too long': `x = 1 #${'x'.repeat(200_000)}`,
};

const folder = fileURLToPath(new URL('./python', import.meta.url));
const JUDGE = `
import asyncio, calendar, concurrent.futures, dataclasses, json, math, random, re, string, sys, threading, traceback
sys.path.insert(0, sys.argv[1])
from plain import is_plain
json.dump([is_plain(code) for code in json.load(sys.stdin)], sys.stdout)
`;

function judge(codes: readonly string[]): boolean[] {
  const args = ['-I', '-B', '-c', JUDGE, folder];
  return JSON.parse(execFileSync('python3', args, { input: JSON.stringify(codes), encoding: 'utf8' })) as boolean[];
}

test('what leaves nothing behind is plain, and nothing else', async () => {
  const codes = await Promise.all((await exampleNames()).map((name) => exampleCode(name, 'answer')));
  const examples = Object.fromEntries(codes.map((code, index) => [`example ${index}`, code]));
  const cases = { ...PLAIN, ...examples, ...APART };
  const judged = judge(Object.values(cases));
  const plain = Object.keys(cases).filter((_, index) => judged[index]);
  expect(plain).toEqual(Object.keys({ ...PLAIN, ...examples }));
});
