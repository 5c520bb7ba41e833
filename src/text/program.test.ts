import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processorMs } from '../../tests/support/processor-time.ts';
import { fencedBlocks } from './fences.ts';
import { defines, programIn } from './program.ts';
import { firstSentence } from './prose.ts';

const F = 'def f(x):\n    return x + 1\n';
const bare = F.trimEnd();

describe('programIn finds the program', () => {
  it.each([
    ['alone', F],
    ['in a fence', `Sure:\n\`\`\`python\n${F}\`\`\`\nBye.`],
    ['in a fence whose end has prose after it', `\`\`\`python\n${F}\`\`\` This works.`],
    ['in a fence whose end stands behind the code', `\`\`\`python\n${bare}\`\`\``],
    ['in a fence that does not end', `\`\`\`python\n${F}`],
    ['in a fence of tildes', `~~~\n${F}~~~`],
    ...[
      'py',
      'Python',
      'PYTHON3',
      'python3.11',
      'ipython',
      'text',
      'code',
      '{python}',
      '{.python .numberLines}',
      'tool_code',
      '',
    ].map((word) => [`in a fence of ${word}`, `\`\`\`${word}\n${F}\`\`\``]),
    ['before another fence', `\`\`\`python\n${F}\`\`\`\n\`\`\`bash\nls\n\`\`\`\n\`\`\`output\n2\n\`\`\``],
    ['before its use', `\`\`\`python\n${F}\`\`\`\nUse:\n\`\`\`python\nprint(f(1))\n\`\`\``],
    ['after thinking', `<think>\n\`\`\`python\ndef f(x):\n    return 0\n\`\`\`\n</think>\n\`\`\`python\n${F}\`\`\``],
    ...['python', 'Python3', 'py'].map((word) => [`after a word for its language, ${word}`, `${word}\n${F}`]),
    ['after sentences', `Here is the function you asked for.\n\n${F}`],
    ['before sentences', `${F}\nThis adds one, if you need it.`],
    [
      'between sentences',
      `Let's do it: the function adds one.\n\n${F}\nExplanation:\nFor each x, the value is larger.\n`,
    ],
    ['indented as a whole', F.replace(/^(?=.)/gm, '        ')],
    ['indented as a whole in a fence', `\`\`\`python\n${F.replace(/^(?=.)/gm, '    ')}\`\`\``],
    ['before notes', `${F}\n**Note** that it works.\n1. First it adds.\n`],
    ['before a note', `${F}\nNote: This assumes that x is an integer.\n`],
    ['before a short sentence', `${F}\nDone.\n`],
    ['before a sentence with an apostrophe', `${F}\nHowever, it's slow.\n`],
    ['before a tag', `${F}</code>`],
    ['before a fence that opens nothing', `${F}\`\`\`\n\nThis adds one.`],
    ['in a list', `1. \`\`\`python\n${F.replace(/^(?=.)/gm, '   ')}   \`\`\``],
    ['in a fence within Markdown', `\`\`\`markdown\n# Plan\n\`\`\`python\n${F}\`\`\`\n\`\`\``],
    ['after another unfenced piece', `import math\n\nThen the function itself:\n\n${F}`],
  ])('%s', (_, text) => {
    expect(programIn(text, 'f').trim()).toBe(bare);
  });

  it.each([
    [
      'a script',
      'import math\n' +
        'from os import path\n' +
        'x = [\n' +
        '    1,\n' +
        ']\n' +
        'if x:\n' +
        '    print(x)\n' +
        'else:\n' +
        '    pass\n' +
        'for i in x: print(i)\n' +
        'y = a if b else c\n' +
        'x and y\n' +
        'not x\n' +
        'math.gcd(1, 2)\n' +
        '@d\n' +
        'class A: pass\n' +
        '"a text"\n' +
        'x: int = 5\n' +
        'assert x, "no x"\n' +
        'x',
    ],
    [
      'a triple-quoted text',
      'def f(x):\n    """\nThis text is about words.\nAnd here they are.\n    """\n    return x',
    ],
    ['prose alone', 'I can not do that.'],
    ['targets in a row', 'x = 10\na, b = divmod(x, 3)\nc[0], *d.e = a, b\nprint(a + b)'],
    ['a head over two lines', 'n = 0\nfor a, b in product(range(3),\n        range(3)):\n    n += 1\nprint(n)'],
    ['a condition over two lines', 'n = 5\nif n > 3 and \\\n   n < 9:\n    n = 7'],
    ['comparisons alone', 'x = 3\nx is None\nx not in [1]'],
    ['words within brackets', 's = sum(\nx for x in range(10)\nif x > 2\n)\nprint(s)'],
    ['a text over two lines', 'x = "one \\\ntwo three"\nprint(x)'],
    ['a fence in a text', 'def f():\n    return """Like:\n```python\ng()\n```\n"""\n'],
    ['a comment that ends in a fence', '# Remove the ```\nx = 1'],
  ])('and leaves %s as it is', (_, text) => {
    expect(programIn(text, 'f')).toBe(text);
  });

  it.each([
    ['\n'],
    ['\r'],
    ['```'],
    ['~'],
    ['`'],
    ['```python\n'],
    ['def f(x):\n'],
    ['from x import '],
    ['"""'],
    ['word '],
    ['<think>'],
    ['</think>'],
    ['```\n</think>\n'],
    ['```markdown\n'],
    ['a\n'],
  ])('in 300,000 characters of %j in no time', (part) => {
    const spent = processorMs(() => {
      programIn(part.repeat(299_000 / part.length), 'f');
      programIn(`${part.repeat(299_000 / part.length)}\``, 'f');
    });
    expect(spent).toBeLessThan(2_000);
  });
});

it('defines looks at whole names', () => {
  const defining = [
    'def f():',
    'async  def  f (x):\n  pass',
    'class f:',
    'f = lambda: 1',
    'f: int',
    'from m import f',
    'from m import g, f',
  ];
  expect(defining.filter((code) => !defines(code, 'f'))).toEqual([]);
  expect(
    ['def ff(x):', 'ff = 1', 'from f import g', 'x.f = 1', 'print(f)'].filter((code) => defines(code, 'f')),
  ).toEqual([]);
});

it("no line of Python's own library is a sentence", () => {
  const library = execFileSync('python3', ['-c', 'import os; print(os.path.dirname(os.__file__))']).toString().trim();
  const texts = readdirSync(library).filter((name) => name.endsWith('.py'));
  const cut = texts.filter((name) => {
    const lines = readFileSync(join(library, name), 'utf8').split(/\r?\n/);
    return firstSentence(lines, 0) < lines.length;
  });
  expect(texts.length).toBeGreaterThan(100);
  expect(cut).toEqual([]);
});

it('a fence behind a comment ends no block', () => {
  const code = 'x = 1\n# Remove the surrounding ```\ny = 2';
  expect(fencedBlocks(`\`\`\`python\n${code}\n\`\`\``)).toMatchObject([{ code }]);
});

it('a fence of another language inside a block does not end it', () => {
  expect(fencedBlocks('```python\nx = 1\n```json\n```')).toMatchObject([
    { language: 'python', code: 'x = 1\n```json' },
  ]);
});
