import { readdirSync, readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Sandbox } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { HARMLESS, HOSTILE } from '../../tests/support/hostile-programs.ts';
import { scanWorkflow } from './scan.ts';

const EXAMPLE_FOLDER = new URL('../../examples/workflows/', import.meta.url);
const EXAMPLES = readdirSync(EXAMPLE_FOLDER).filter((name) => name.endsWith('.py'));

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await openSandbox();
});
afterAll(() => sandbox.close());

/** The findings of a workflow with these lines in its body, as `rule severity`. */
async function rulesOf(...lines: string[]): Promise<string[]> {
  const code = [
    'def workflow(agent, task):',
    ...lines.map((line) => `    ${line}`),
    '    return {"answer": agent.call_llm(task)[0]}',
  ].join('\n');
  const { findings, syntaxError } = await scanWorkflow(code, sandbox);
  expect(syntaxError).toBeUndefined();
  return findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

const questions = Array.from({ length: 9 }, (_, i) => `A rather long question, number ${i}`);

describe('scanWorkflow finds', () => {
  it.each([
    ['an import with two blanks', ['import  os'], ['dangerous-import danger']],
    ['an import under another name', ['import subprocess as s'], ['dangerous-import danger']],
    ['an import of a part', ['from os.path import join'], ['dangerous-import danger']],
    ['sys', ['import sys'], ['dangerous-import warning']],
    ['eval', ['eval("1")'], ['dangerous-name danger']],
    ['eval under another name', ['e = eval', 'e("1")'], ['dangerous-name danger']],
    ['open', ['open("x")'], ['dangerous-name danger']],
    ['__import__', ['__import__("os")'], ['dangerous-name danger']],
    ['getattr of a dunder', ['getattr(task, "__class__")'], ['dunder-access danger', 'dunder-access warning']],
    ['getattr of a computed name', ['getattr(task, "a" + "b")'], ['dunder-access warning']],
    [
      'a walk over subclasses',
      ['().__class__.__base__.__subclasses__()'],
      ['dunder-access danger', 'dunder-access danger', 'dunder-access warning'],
    ],
    ['frames', ['agent.x.f_back.f_globals'], ['dunder-access danger', 'dunder-access danger']],
    ['__builtins__', ['__builtins__["x"]'], ['dunder-access danger']],
    [
      'a dunder in a format string',
      ['"{0.__globals__}".format(task)'],
      ['dunder-access danger', 'dunder-access warning'],
    ],
    ['another model', ['agent.call_llm(messages=[], model="gpt-6-sol")'], ['other-model warning']],
    ['an endless loop', ['while True:', '    pass'], ['endless-loop info']],
    [
      "a loop whose only break is another loop's",
      ['while 1:', '    for i in []:', '        break'],
      ['endless-loop info'],
    ],
    ['an address', ['u = "https://example.org/x"'], ['network-text info']],
    [
      'a dictionary of answers',
      [`t = {${questions.map((q, i) => `"${q}": ${i}`).join(', ')}}`],
      ['memorised-answers warning'],
    ],
    [
      'a list of answers',
      [`t = [${questions.map((q, i) => `("${q}", -${i})`).join(', ')}]`],
      ['memorised-answers warning'],
    ],
    [
      'tasks told apart',
      questions.slice(0, 3).flatMap((q) => [`if "${q}" in task:`, '    return {"answer": 7}']),
      ['memorised-answers warning'],
    ],
  ])('%s', async (_, lines, rules) => {
    expect((await rulesOf(...lines)).sort()).toEqual(rules);
  });
});

/** Where Python finds its own function although the program binds the name somewhere. */
it.each([
  ['another function binds it', ['def f(vars): return vars', 'vars(task)']],
  ['a default value reads it', ['def f(vars=vars): pass']],
  ["a default's own function binds it", ['def f(x=lambda vars: 1): return vars']],
  ['a function declares it global', ['vars = 1', 'def f():', '    global vars', '    return vars()']],
  ['one within such a function reads it', ['vars = 1', 'def f():', '    global vars', '    return lambda: vars()']],
  ['a class reads it', ['vars = 1', 'class A:', '    v = vars']],
  ['a class binds it', ['class A:', '    vars = 1', '    del vars', '    def f(self): return vars(self)']],
  ['a comprehension binds it', ['[vars for vars in task]', 'vars(task)']],
  ['a comprehension reads it first', ['[vars for vars in vars(task)]']],
  ['a lambda binds it', ['f = lambda vars: vars', 'vars(task)']],
  ['the class before the function binds it', ['class A:', '    vars = [vars for x in task]']],
])('scanWorkflow finds vars where %s', async (_, lines) => {
  expect(await rulesOf(...lines)).toContain('dangerous-name warning');
});

it('scanWorkflow finds vars that the module binds, since it may be unbound', async () => {
  const code = 'vars = 1\ndel vars\ndef workflow(agent, task):\n    return {"answer": vars(agent.call_llm)}';
  expect((await scanWorkflow(code, sandbox)).findings.map(({ rule }) => rule)).toContain('dangerous-name');
});

describe('scanWorkflow leaves in peace', () => {
  it.each([
    ['words that hold others', ['meanwhile = opened = evaluation = 1']],
    ['a comment and a text', ['x = "import os" # eval(open())']],
    [
      'useful modules',
      ['import re, json, math', 'from collections import Counter', 'from concurrent.futures import ThreadPoolExecutor'],
    ],
    ['a method called compile', ['import re', 're.compile("a")']],
    ['a loop with a break', ['while True:', '    if task:', '        break']],
    ['a loop with a return', ['while True:', '    for i in task:', '        return {"answer": i}']],
    ['no model', ['agent.call_llm(messages=[], model=None)']],
    [
      'a table of short words',
      ['t = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}'],
    ],
    ['a table of prompts', [`t = {${questions.map((q, i) => `"k${i}": "${q}"`).join(', ')}}`]],
    ['a parameter called input', ['def clean(input):', '    return input.strip()', 'clean(task)']],
    [
      'variables called vars, dir and locals',
      ['vars = {"x": 1}', 'for dir in vars:', '    locals = dir', 'vars, locals'],
    ],
    ['an inner function that reads one', ['input = task', 'def f():', '    return input', 'f()']],
    ['a name of a comprehension', ['[vars for vars in task if vars]', '{dir: input for dir, input in []}']],
    ['a name that is deleted', ['input = task', 'del input', 'input']],
    [
      'names bound by with, except and match',
      ['with f() as input: input', 'try: input', 'except E as vars: vars', 'match task:', '    case [dir, *_]: dir'],
    ],
    ['one comparison', ['if "a long enough text to compare" in task:', '    pass']],
  ])('%s', async (_, lines) => {
    expect(await rulesOf(...lines)).toEqual([]);
  });
});

describe('scanWorkflow tells', () => {
  it.each([
    ['def workflow(agent, task):\n    return {"answer": }\n', 2, /expected|invalid syntax/],
    ['def workflow(agent, task):\n    x = 1\n  y = 2\n', 3, /unindent/],
    ['return 1\n', 1, /outside function/],
    ['x = "\0"', 1, /null bytes/],
    [`x = ${'('.repeat(10_000)}`, 1, /nested/],
  ])('the syntax error in %j', async (code, line, message) => {
    const { syntaxError } = await scanWorkflow(code, sandbox);
    expect(syntaxError).toEqual({ line, message: expect.stringMatching(message) });
  });

  it('the line of a finding', async () => {
    const { findings } = await scanWorkflow('x = 1\nimport os\n', sandbox);
    expect(findings).toEqual([{ rule: 'dangerous-import', severity: 'danger', line: 2, detail: 'imports os' }]);
  });

  it.each([
    ['def solver(a, t): pass\ndef workflow(a, t): pass', 'workflow'],
    ['async def solver(a, t): pass', 'solver'],
    ['try:\n    def workflow(a, t): pass\nexcept Exception: pass', 'workflow'],
    ['run = 1\nworkflow = run', 'workflow'],
    ['class A:\n    def workflow(self): pass', undefined],
  ])('the entry of %j', async (code, entry) => {
    expect((await scanWorkflow(code, sandbox)).entry).toBe(entry);
  });

  it('that a text brings the parser down', async () => {
    const { findings, syntaxError } = await scanWorkflow(`x = ${'-'.repeat(200_000)}1`, sandbox);
    expect(findings.length + (syntaxError === undefined ? 0 : 1)).toBe(1);
  });
});

describe('scanWorkflow over whole programs', () => {
  /** What holds a workflow back under `--review on-findings`. */
  async function alarms(code: string): Promise<string[]> {
    const { findings, syntaxError } = await scanWorkflow(code.trimStart(), sandbox);
    expect(syntaxError).toBeUndefined();
    return findings
      .filter(({ severity }) => severity !== 'info')
      .map(({ rule, line, detail }) => `${rule} ${line} ${detail}`);
  }

  it.each(Object.entries(HOSTILE))('finds one that %s', async (_, code) => {
    expect(await alarms(code)).not.toEqual([]);
  });

  it.each(Object.entries(HARMLESS))('leaves one in peace that %s', async (_, code) => {
    expect(await alarms(code)).toEqual([]);
  });

  it.each(EXAMPLES)('leaves %s in peace', async (name) => {
    expect(await alarms(readFileSync(new URL(name, EXAMPLE_FOLDER), 'utf8'))).toEqual([]);
  });

  it('are at least twenty of each kind', () => {
    expect(Math.min(Object.keys(HOSTILE).length, Object.keys(HARMLESS).length)).toBeGreaterThanOrEqual(20);
  });
});

describe('a program that asks the executor nowhere', () => {
  const rules = async (code: string) =>
    (await scanWorkflow(code, sandbox)).findings.map(({ rule, severity, line }) => ({ rule, severity, line }));

  it.each([
    'def workflow(agent, task):\n    return {"answer": len(task.split())}',
    'def workflow(agent, task):\n    return {"answer": agent.extract_answer_str(task)}',
  ])('is told of, and kept back by nobody: %s', async (code) => {
    expect(await rules(code)).toEqual([{ rule: 'no-executor-call', severity: 'info', line: 1 }]);
  });

  it.each([
    'def ask(a, t):\n    return a.call_llm(t)[0]\ndef workflow(agent, task):\n    return {"answer": ask(agent, task)}',
    'def workflow(agent, task):\n    f = agent.call_json_llm\n    return {"answer": f(task)}',
    'def workflow(agent, task, entry_point):\n    return {"answer": agent.test_on_public_test(task, "", entry_point)}',
  ])('is not: %s', async (code) => {
    expect(await rules(code)).toEqual([]);
  });
});
