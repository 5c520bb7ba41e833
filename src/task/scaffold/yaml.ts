import { stringify } from 'yaml';
import { QUESTIONS } from './questions.ts';

/** `task.yaml` with JSON Lines. */
export function yamlTask(name: string): Record<string, string> {
  const items = QUESTIONS.map(({ question, answer }, index) =>
    JSON.stringify({ id: `q${index + 1}`, question, answer }),
  );
  return { 'task.yaml': taskYaml(name, 'items.jsonl', SCORER), 'items.jsonl': `${items.join('\n')}\n` };
}

export const SCORER =
  '# exact, numeric, choice, f1, math, gaia, unit-tests, or judge; ' +
  'with options: {name: numeric, relative: 0.01}\nscorer: numeric\n';

export function taskYaml(name: string, data: string, scorer: string): string {
  return `# A task of your own. Try it: w4s optimize ./task.yaml --executor MODEL --meta MODEL
name: ${stringify(name).trimEnd()}

# What the meta-agent is told: what is asked, the form of the answer, how it is scored.
description: >
  Everyday calculations in one or two sentences: times, prices, distances, amounts.
  The answer is one number without its unit.

# One JSON object a line, or CSV with a header line.
data: ${data}
# Parts of the items, or counts. Validation steers the search; test is opened once, for the winner.
split:
  validation: 0.5
  test: 0.5
  seed: 0

# A column's name, or a template such as "{question}\\nAnswer in {unit}."
fields:
  id: id
  input: question
  target: answer

${scorer}`;
}
