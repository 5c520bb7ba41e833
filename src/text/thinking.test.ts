import { describe, expect, it } from 'vitest';
import { withoutThinking } from './thinking.ts';

const fenced = (code: string): string => `\`\`\`python\n${code}\n\`\`\``;
const END = 'r = r.split("</think>")[-1]';
const PROMPT = 'def f():\n    p = """Answer so:\n<analysis>\nsteps\n</analysis>\n"""\n    return p';

describe('withoutThinking drops', () => {
  it.each([
    ['a block', '<think>hm</think>\nYes', 'Yes'],
    ['all before a lone end', 'hm\n</think>\nYes', 'Yes'],
    ['what was cut off', 'Yes\n<think>hm', 'Yes'],
    ['a block within a line', 'Sure. <think>hm\nhm</think>Yes', 'Sure. Yes'],
    ['a draft', `<think>\n${fenced('x = 1')}\n</think>\n${fenced('x = 2')}`, fenced('x = 2')],
    ['a draft whose fence is left open', `<think>\n\`\`\`python\nx = 1\n</think>\n${fenced('x')}`, fenced('x')],
    ['a draft before a lone end', `${fenced('x = 1')}\n</think>\n${fenced('x = 2')}`, fenced('x = 2')],
    ['an unfenced draft', `def f():\n    pass\n</think>\n${fenced('x = 2')}`, fenced('x = 2')],
    ['a draft with tags in it', `<think>\n${fenced(END)}\n${fenced(PROMPT)}\n</think>\n${fenced(END)}`, fenced(END)],
    ['two blocks', '<think>hm</think>\nYes\n<think>\nx = 1\n</think>\nNo', 'Yes\n\nNo'],
    ['a block with an object', '<think>{"hm": 4}</think>{"answer": 5}', '{"answer": 5}'],
    ['what stands before a fence on its line', `hm\n</think>${fenced(END)}`, fenced(END)],
  ])('%s', (_, text, kept) => {
    expect(withoutThinking(text)).toBe(kept);
  });
});

describe('withoutThinking leaves', () => {
  it.each([
    ['the end of a tag in a text of a program', fenced(END)],
    ['a tag in a text', fenced('p = "Think in <thinking> tags."')],
    ['two tags in texts', fenced('p = "<reasoning>...</reasoning>"\nre.sub(r"<reasoning>.*?</reasoning>", "", p)')],
    ['tags in a prompt', fenced(PROMPT)],
    ['tags in an unfenced program', PROMPT],
    ['tags in an unfenced program after sentences', `I ask it.\n\n${PROMPT}`],
    ['a name that reads like a tag', fenced('notes = [thinking]')],
    ['a tag that is spoken of', `I ask it to think in <thinking> tags.\n${fenced('x = 1')}`],
    ['tags that are quoted', `I split at \`</think>\` and "</think>".\n${fenced(END)}`],
    ['tags in an object', '{"why": "in <think> tags\n<think> or </think>", "answer": 5}'],
    ['a heading', '[Analysis] it is so.'],
  ])('%s', (_, text) => {
    expect(withoutThinking(text)).toBe(text);
  });
});
