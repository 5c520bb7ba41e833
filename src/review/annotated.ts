import { printable } from '../base/printable.ts';
import type { Finding } from '../workflow/index.ts';

/**
 * Code with numbered lines, each finding under the line that it points at, and what can't be seen made visible.
 * Findings of no line stand at the end.
 */
export function annotated(code: string, findings: readonly Finding[]): string {
  const lines = code.trimEnd().split('\n');
  const width = String(lines.length).length;
  const at = (line: number | null) => findings.filter((finding) => (finding.line || null) === line);
  const told = lines.flatMap((text, i) => [
    `${at(i + 1).length > 0 ? '>' : ' '} ${String(i + 1).padStart(width)}  ${printable(text)}`,
    ...at(i + 1).map((finding) => `  ${' '.repeat(width)}  ^ ${sentence(finding)}`),
  ]);
  const loose = findings.filter(({ line }) => !line || line > lines.length);
  return [...told, ...(loose.length === 0 ? [] : ['', ...loose.map(sentence)])].join('\n');
}

function sentence({ severity, rule, detail }: Finding): string {
  return `${severity}: ${rule}: ${printable(detail)}`;
}
