import type { Json } from '../../src/base/json.ts';
import type { ScoreContext, Task, TaskItem } from '../../src/task/contract.ts';

type Dressing = readonly [name: string, dress: (answer: string) => Json];

/** What models put around an answer and what says nothing else: any scorer sees through it. */
export const WRAPPERS: readonly Dressing[] = [
  ['nothing', (x) => x],
  ['a list of one', (x) => [x]],
  ['white space', (x) => `\n  ${x} \n`],
  ['bold', (x) => `**${x}**`],
  ['a box', (x) => `\\boxed{${x}}`],
  ['a fence', (x) => `\`\`\`\n${x}\n\`\`\``],
  ['tags', (x) => `<answer>${x}</answer>`],
  ['tags after reasoning', (x) => `<reasoning>Perhaps 7, \\boxed{8} or C.</reasoning>\n<answer>\n${x}\n</answer>`],
  ['hashes', (x) => `First 3 + 4 = 7, or so.\n#### ${x}`],
  ['thinking', (x) => `<think>The answer is 7? Or C, or \\boxed{8}?</think>\n\n${x}`],
  ['thinking in brackets', (x) => `[THINK]Answer: 7, or C.[/THINK]${x}`],
  ['the end of thinking', (x) => `The answer is 7. Or B?\n</think>\n${x}`],
  ['JSON', (x) => JSON.stringify({ answer: x })],
  ['a box in JSON', (x) => JSON.stringify({ reasoning: '3 + 4 = 7', answer: `\\boxed{${x}}` })],
  ['a box in fenced JSON', (x) => `\`\`\`json\n${JSON.stringify({ answer: `\\boxed{${x}}` })}\n\`\`\``],
  ['an object', (x) => ({ reasoning: 'Answer: 7', answer: x })],
];

/** Sentences around an answer, which scorers of numbers, letters and formulas see through too. */
export const SENTENCES: readonly Dressing[] = [
  ['the answer is', (x) => `The answer is ${x}.`],
  ['a label', (x) => `Answer: ${x}`],
  ['a bold label', (x) => `Some thoughts on 12 things.\n\n**Answer:** ${x}`],
  ['a heading', (x) => `We look at 12 cases.\n\n## Final Answer\n\n${x}`],
  ['Minerva', (x) => `Final Answer: The final answer is $${x}$. I hope it is correct.`],
  ['a boxed sentence', (x) => `Therefore the result is $\\boxed{${x}}$, and not 12.`],
  ['an equation after it', (x) => `The answer is ${x}. Check: 6 * 7 = 42.`],
  ['a reason after it', (x) => `The answer is ${x}, because 6 * 7 = 42 and B is wrong.`],
  ['an explanation after it', (x) => `${x}\n\nExplanation: 6 * 7 = 42, and B is wrong.`],
  ['another language', (x) => `Die Antwort ist: ${x}`],
  ['a bullet', (x) => `- ${x}`],
  ['underscores', (x) => `The answer is __${x.trim()}__.`],
];

/** The benchmarks whose golds are scored without a sandbox, with their largest variants. */
export const BENCHMARKS = [
  'gsm8k:official',
  'gsm-plus',
  'gsm-hard',
  'svamp',
  'mgsm',
  'math:full',
  'drop',
  'mmlu-pro',
] as const;

/**
 * Golds that are lost and wrong answers that count, over the items and the dressings that their scorer sees
 * through.
 */
export async function mistakes({ scorer }: Pick<Task, 'scorer'>, items: readonly TaskItem[]): Promise<string[]> {
  const found: string[] = [];
  const context = {} as ScoreContext;
  for (const item of items) {
    const gold = String(scorer.ideal!(item)).replace(/\s+/g, ' ');
    const wrong = wrongAnswer(scorer.name, gold);
    for (const [name, dress] of scorer.name === 'f1' ? WRAPPERS : [...WRAPPERS, ...SENTENCES]) {
      if ((await scorer.score(dress(gold), item, context)).value !== 1) found.push(`lost in ${name}: ${gold}`);
      if ((await scorer.score(dress(wrong), item, context)).value !== 0)
        found.push(`won in ${name}: ${wrong} for ${gold}`);
    }
  }
  return found;
}

function wrongAnswer(scorer: string, gold: string): string {
  if (scorer === 'choice') return gold === 'C' ? 'D' : 'C';
  if (scorer === 'f1') return 'zebra 987654';
  if (scorer === 'math') return '987654';
  return gold === 'None' ? '12' : String(Math.abs(Number(gold.replaceAll(',', ''))) * 2 + 3);
}
