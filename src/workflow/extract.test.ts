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
    ['no fence, prose last', `${body}\nThis workflow answers one.\n`],
    ['no fence, a heading first', `# Analysis\nI vote over five.\n\n${body}`],
    ['no fence, in tags', `<code>\n${body}</code>`],
    ['no opening fence', `I vote.\n\n${body}\`\`\`\n`],
    ['no opening fence, prose last', `I vote.\n\n${body}\`\`\`\nThis votes.`],
    ['a block that begins behind a list marker', `1. \`\`\`python\n${body.replace(/^(?=.)/gm, '   ')}   \`\`\``],
    ['a block indented as a whole', `\`\`\`python\n${body.replace(/^(?=.)/gm, '    ')}\`\`\``],
    ['a block within Markdown', `\`\`\`markdown\n# Plan\n\`\`\`python\n${body}\`\`\`\n\`\`\``],
    ['a block within a longer fence of Markdown', `\`\`\`\`md\n\`\`\`python\n${body}\`\`\`\n\`\`\`\``],
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
    expect(codeOf(`I ask.\n\n${code}\nThis asks.`)).toBe(code);
  });

  it('keeps tags of thinking and fences in its own texts and comments', () => {
    const code =
      'def workflow(agent, task):\n' +
      '    r = agent.call_llm("Think in <thinking> tags. " + task)[0].split("</thinking>")[-1]\n' +
      '    # Remove the surrounding ```\n' +
      '    return {"answer": r.strip("`")}\n';
    expect(codeOf(`<think>\n\`\`\`python\nx\n</think>\nA.\n\`\`\`python\n${code}\`\`\`\nEnd.`)).toBe(code);
    expect(codeOf(`A.\n\n${code}`)).toBe(code);
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
      'what stands behind an unfenced program',
      'Why.\n\ndef workflow(a, t):\n    return 1\n\nScore: this reached 100 %',
      'Why.\n\ndef workflow(a, t):\n    return 1',
    ],
    [
      'nothing of the thinking before',
      `<think>\n\`\`\`\nodd\n</think>\n${code}\nScore`,
      `<think>\n\`\`\`\nodd\n</think>\n${code}`,
    ],
    ['nothing behind a tag in a text', code.replace('1}', '"</think>"}'), code.replace('1}', '"</think>"}')],
    [
      'nothing of a block that is cut off',
      '```python\ndef workflow(agent, task):\n    return',
      '```python\ndef workflow(agent, task):\n    return',
    ],
  ])('cuts %s', (_, completion, kept) => {
    expect(upToCode(completion)).toBe(kept);
  });
});
