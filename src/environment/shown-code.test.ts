import { expect, it } from 'vitest';
import { shownCode } from './shown-code.ts';

const BODY = 'def workflow(agent, task):\n    """Asks once."""\n    return {"answer": "solver(1)"}';

it.each([
  ['a description', `"""Ask once."""\n\n\n${BODY}\n`],
  ['a description of several lines, by single quotes', `\n'''\nAsk "once".\n\nOr twice.\n'''\n${BODY}`],
  ['the name of the reference code', BODY.replace('workflow(', 'solver(')],
  ['a description with quotes in it', `"""Ask \\"""once\\""" ""or"" ''' twice."""\n${BODY}`],
  ['neither', BODY],
])('begins with its function: %s', (_, code) => {
  expect(shownCode(code)).toBe(BODY);
});

it.each([
  'import re\n\n\n"""A note."""',
  'TEXT = """a\nb"""',
  'def solve(agent):\n    pass',
  '"""a""" + f()',
  ...['"""Asks once.""" # v2', '"""Asks once."""; import re', "'''Asks once.''' # v2"].map(
    (head) => `${head}\n\n${BODY}\n    """\n    or '''\n    '''`,
  ),
])('leaves the rest as it is: %s', (code) => {
  expect(shownCode(code)).toBe(code);
});
