import { describe, expect, it } from 'vitest';

import { extractWorkflow, upToCode } from './extract.ts';

const body = 'def workflow(agent, task):\n    return {"answer": 1}\n';
const solver = 'def solver(agent, task):\n    return {"answer": 2}\n';

function codeOf(completion: string): string {
  const found = extractWorkflow(completion);
  if (!found.ok) throw new Error(found.problem);
  return found.code;
}

describe('extractWorkflow finds the code', () => {
  it.each([
    ['a python fence', `Think.\n\`\`\`python\n${body}\`\`\`\nDone.`],
    ['a py fence', `\`\`\`py\n${body}\`\`\``],
    ['a bare fence', `\`\`\`\n${body}\`\`\``],
    ['tildes', `~~~python\n${body}~~~`],
    ['four ticks', `\`\`\`\`python\n${body}\`\`\`\``],
    ['a fence that never closes', `Think.\n\`\`\`python\n${body}`],
    ['Windows line ends', `Think.\r\n\`\`\`python\r\n${body.replaceAll('\n', '\r\n')}\`\`\``],
    ['text before the fence', `Code: \`\`\`python\n${body}\`\`\``],
    ['a block inside a list', `1. code\n   \`\`\`python\n${body.replace(/^(?=.)/gm, '   ')}   \`\`\``],
    ['no fence at all', body],
    ['no fence, prose first', `I vote over five answers.\n\n${body}`],
    ['the last of two definitions', `\`\`\`python\n${solver}\`\`\`\nBetter:\n\`\`\`python\n${body}\`\`\``],
    ['a later block that defines something else', `\`\`\`python\n${body}\`\`\`\n\`\`\`python\nprint("usage")\n\`\`\``],
    ['a later block in another language', `\`\`\`python\n${body}\`\`\`\n\`\`\`json\n{"def workflow(": 1}\n\`\`\``],
  ])('in %s', (_, completion) => {
    expect(codeOf(completion)).toBe(body);
  });

  it('keeps fences inside a triple-quoted string', () => {
    const code =
      'def workflow(agent, task):\n' +
      '    prompt = """Like this:\n' +
      '```python\n' +
      'def solution(): ...\n' +
      '```\n' +
      '"""\n' +
      '    return {"answer": prompt}\n';
    expect(codeOf(`A.\n\`\`\`python\n${code}\`\`\`\nEnd.`)).toBe(code);
  });

  it('is not fooled by quotes in comments and strings', () => {
    const code =
      'def workflow(agent, task):\n' +
      `    # don't """ here\n` +
      `    a = 'it\\'s """'\n` +
      `    b = "'''"\n` +
      '    return {"answer": a + b}\n';
    expect(codeOf(`\`\`\`python\n${code}\`\`\`\nThat's """all.`)).toBe(code);
  });

  it('ends a block with a broken string at its first fence', () => {
    const code = 'def workflow(agent, task):\n    return """oops\n';
    expect(codeOf(`\`\`\`python\n${code}\`\`\`\nThe end.`)).toBe(code);
  });

  it('names the entry and keeps the text before as analysis', () => {
    expect(extractWorkflow(`First.\n\nSecond.\n\`\`\`python\n${solver}\`\`\``)).toEqual({
      ok: true,
      analysis: 'First.\n\nSecond.',
      code: solver,
      entry: 'solver',
    });
    expect(extractWorkflow(`\`\`\`python\nasync ${body}\`\`\``)).toMatchObject({ entry: 'workflow', analysis: '' });
  });

  it('keeps an earlier block in the analysis', () => {
    const found = extractWorkflow(`Old:\n\`\`\`python\nx = 1\n\`\`\`\nNew:\n\`\`\`python\n${body}\`\`\``);
    expect(found).toMatchObject({ analysis: 'Old:\n```python\nx = 1\n```\nNew:' });
  });
});

describe('extractWorkflow says why there is none', () => {
  it.each([
    ['', /empty/],
    ['  \n ', /empty/],
    ['Sorry, I cannot.', /no code block/],
    ['```python\nprint(1)\n```', /None of the 1 code blocks/],
    ['```python\ndef my_workflow(agent): pass\n```', /None of the 1/],
    ['```python\nclass A:\n    def workflow(self): pass\n```', /None of the 1/],
    ['```js\ndef workflow(agent, task): pass\n```', /None of the 1/],
  ])('%j', (completion, problem) => {
    const found = extractWorkflow(completion);
    expect(found.ok).toBe(false);
    expect(found.ok ? '' : found.problem).toMatch(problem);
  });
});

describe('upToCode', () => {
  const code = '```python\ndef workflow(agent, task):\n    return {"answer": 1}\n```';

  it.each([
    ['a made-up score', `Why.\n${code}\nScore: 100 %`, `Why.\n${code}`],
    ['what stands behind the fence', `${code} That scores 100 %.\nMore.`, code],
    ['a block that is no workflow', `${code}\n\`\`\`\nScore: 100 %\n\`\`\``, code],
    ['nothing where nothing follows', `Why.\n${code}`, `Why.\n${code}`],
    ['nothing of what holds no workflow', 'I cannot.\n```\nx\n```\nSorry.', 'I cannot.\n```\nx\n```\nSorry.'],
    [
      'nothing of a block that is cut off',
      '```python\ndef workflow(agent, task):\n    return',
      '```python\ndef workflow(agent, task):\n    return',
    ],
  ])('cuts %s', (_, completion, kept) => {
    expect(upToCode(completion)).toBe(kept);
  });
});
