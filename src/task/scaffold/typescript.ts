import { QUESTIONS } from './questions.ts';

const DESCRIPTION =
  'Everyday calculations in one or two sentences: times, prices, distances, amounts. ' +
  'The answer is one number without its unit.';

/** One TypeScript file with an own scorer. */
export function typescriptTask(name: string): Record<string, string> {
  const items = QUESTIONS.map(
    ({ question, answer, unit }) =>
      `    { input: ${JSON.stringify(question)}, target: ${answer}, metadata: { unit: ${JSON.stringify(unit)} } },`,
  );
  return {
    'task.ts': `// A task of your own. Try it: w4s optimize ./task.ts --executor MODEL --meta MODEL
import { defineTask } from 'w4s';

export default defineTask({
  name: '${name}',
  description:
    '${DESCRIPTION}',
  split: { validation: 0.5, test: 0.5, seed: 0 },
  // \`item.target\` has the type of the targets below. Return a number from 0 to 1, or {value, note}.
  scorer: (prediction, item) => {
    const numbers = String(prediction).replaceAll(',', '').match(/-?\\d+(\\.\\d+)?/g);
    const value = Number(numbers?.at(-1) ?? Number.NaN);
    if (Math.abs(value - item.target) < 1e-6) return 1;
    return Math.abs(value - item.target) <= 0.01 * Math.abs(item.target) ? 0.5 : 0;
  },
  items: [
${items.join('\n')}
  ],
});
`,
  };
}
