import { QUESTIONS } from './questions.ts';
import { SCORER, taskYaml } from './yaml.ts';

/** `task.yaml` with CSV, whose input is made from two columns. */
export function csvTask(name: string): Record<string, string> {
  const rows = QUESTIONS.map(({ question, answer, unit }, index) =>
    [`q${index + 1}`, question, unit, String(answer)].map(quoted).join(','),
  );
  const yaml = taskYaml(name, 'items.csv', SCORER).replace('input: question', 'input: "{question}\\nUnit: {unit}"');
  return { 'task.yaml': yaml, 'items.csv': `${['id,question,unit,answer', ...rows].join('\n')}\n` };
}

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
