import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../../tests/support/temporary.ts';
import { programIn } from '../text/index.ts';
import { answerIn } from '../workflow/agent/extract-answer-str.ts';
import { codeBlockIn } from '../workflow/agent/extract-code-block.ts';
import { parseJsonReply } from '../workflow/agent/json-reply.ts';
import { renderStandalone } from './index.ts';
import { serverOf } from './server.ts';

const folder = temporaryFolders();
const READ = `
import json, sys
import standalone as s
read = {
    "json": lambda text: s.parse_json_reply(text, ["answer", "final_answer"]),
    "program": lambda text: s.program_in(text, "f"),
    "block": lambda text: s.code_block_in(text, "f"),
    "answer": s.answer_in,
}
json.dump({name: [one(text) for text in json.load(open("texts.json"))] for name, one in read.items()}, sys.stdout)
`;

/** What the file's own readers make of the texts. */
function alone(texts: readonly string[]): Record<string, unknown[]> {
  const home = folder();
  const server = serverOf(undefined, { config: {}, env: {} });
  const code = 'def workflow(task): pass';
  const standalone = renderStandalone({ title: 'w', code, kind: 'answer', provenance: {}, server });
  writeFileSync(join(home, 'standalone.py'), standalone);
  writeFileSync(join(home, 'read.py'), READ);
  writeFileSync(join(home, 'texts.json'), JSON.stringify(texts));
  const told = execFileSync('python3', ['read.py'], { cwd: home, maxBuffer: 2 ** 26 });
  return JSON.parse(told.toString()) as Record<string, unknown[]>;
}

const F = 'def f(x):\n    return x + 1\n';
const TEXTS = [
  '{"answer": 5}',
  'Sure:\n```json\n{"answer": 5.0, "b": [1e3, true, null]}\n```\nBye.',
  'The answer {as asked} is {"answer": "5"} as you see.',
  "{'answer': 'it\\'s 5', 'ok': True, 'none': None, 'set': {1, 2}, 'one': ('x')}",
  '{"answer": """two\nlines"""}',
  '{"answer": [1, 2,],}',
  '[{"step": 1}, {"Final Answer": 5, "answer": 1}]',
  '{"answer": NaN}',
  '{"answer": "a\nb"}',
  '{"answer": "5", "why": "because',
  '{"answer": "he said "hi" to me", "final_answer": 2}',
  String.raw`{"answer": "\frac{1}{2} \pi \text{cm} \(x\)"}`,
  '{"thought": 1}\n{"answer": 2}',
  "{'answer': 'a' 'b'}",
  '{"answer": 5 // five\n}',
  '{answer: 5}',
  '{"answer": 7 // 2}',
  '{"answer": 1/2, "final_answer": x + 1}',
  'Let S = {x | x > 0. {"answer": 5}',
  '<think>{"answer": 4}</think>{"answer": 5}',
  '<|channel|>analysis<|message|>{"answer": 4}<|end|><|channel|>final<|message|>{"answer": 5}',
  '<tool_call>{"name": "f", "arguments": {"answer": 5}}</tool_call>',
  '{"answer": 12345678901234567890}',
  'no object at all, but 1,234.50 and -$7',
  '[Analysis] it is so.\nThe sum is \\boxed{\\frac{1}{2}}. Or 3?',
  'x = \u22125',
  '{',
  '{"answer": {"deep": [1, {"x": "}"}]}}',
  `\`\`\`python\n${F}\`\`\``,
  `Code: \`\`\`python\n${F}\`\`\` This works.`,
  `Here it is:\n\n${F}\nThis function adds one.`,
  `1. First:\n\n   \`\`\`py\n   ${F.replaceAll('\n', '\n   ')}\`\`\`\n`,
  `~~~\n${F}~~~`,
  `\`\`\`python\n${F}\`\`\`\nUse:\n\`\`\`python\nprint(f(1))\n\`\`\``,
  `\`\`\`bash\nls\n\`\`\`\n${F}`,
  `python\n${F}`,
  F,
  'def f(x):\n    """Shows\n```\ncode\n```\n    """\n    return x\n',
  "import math\nf = lambda x: x\nIt's a lambda.",
  'No idea. Perhaps blue!',
  '',
  'x = 10\na, b = divmod(x, 3)\nif x > 3 and \\\n   x < 11:\n    print(a)\nx is None\ns = sum(\nx for x in range(a)\n)',
  `${F}\nNote: This assumes that x is an integer.\n1. First it adds.`,
  `${F}\nHowever, it's slow.`,
  `# One\n${F}</code>`,
  `${F}\`\`\`\n\nThis adds one.`,
  `1. \`\`\`python\n${F.replace(/^(?=.)/gm, '   ')}   \`\`\``,
  `\`\`\`markdown\n# Plan\n\`\`\`python\n${F}\`\`\`\n\`\`\``,
  `\`\`\`python\n# Remove the \`\`\`\n${F}\`\`\`\nDone.`,
  `import math\n\nThen the function itself:\n\n${F}`,
  `\`\`\`python\ndef f(x):\n    return x.split("</think>")\n\`\`\``,
  `I use <think> tags.\n\n${F}    # in <think> tags\n`,
  'def f():\n    return """So:\n<analysis>\nsteps\n</analysis>\n"""\n',
  `<think>\n\`\`\`python\nx = 1\n</think>\`\`\`python\n${F}\`\`\``,
  `<think>\n\`\`\`python\nr.split("</think>")\n\`\`\`\n</think>\n\`\`\`python\n${F}\`\`\``,
  '<think>{"hm": 4}</think>{"answer": 5}\n<think>\nx = 1\n</think>\nNo',
  `hm\n</think>\nSplit at "</think>".\n\`\`\`python\n${F}\`\`\``,
  '{"why": "in <think> tags\n<think> or </think>", "answer": 5}',
  String.raw`{"answer": "a \neq0 \nmid b\nmid = 1\nless.x\n\top = 2 \text{cm} \theta = 1, \tan(x) \ne 3"}`,
];

test('texts are read alone as they are here', () => {
  const found = alone(TEXTS);
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));
  for (const [i, text] of TEXTS.entries()) {
    const here = {
      json: plain(withoutTags(parseJsonReply(text, ['answer', 'final_answer']))),
      program: programIn(text, 'f'),
      block: codeBlockIn(text, 'f'),
      answer: answerIn(text),
    };
    const there = Object.fromEntries(Object.entries(found).map(([name, values]) => [name, values[i]]));
    expect(there, text).toEqual(here);
  }
});

/** Python has large integers; JSON.parse of its output rounds them as this does. */
function withoutTags(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null).replace(/\{"\$int":"(-?\d+)"\}/g, '$1'));
}
