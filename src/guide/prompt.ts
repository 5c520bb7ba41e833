import { clip } from '../base/clip.ts';
import { template } from '../base/template.ts';
import type { Message } from '../model/contract.ts';
import type { Experience, Program } from './experience.ts';

const writer = template('prompts/writer.md', import.meta.url);
const whole = template('prompts/experience.md', import.meta.url);
const search = template('prompts/search.md', import.meta.url);
const program = template('prompts/program.md', import.meta.url);

/** Characters of a feedback; without its items it has a few lines. */
const FEEDBACK = 600;

/** @param characters The most that all programs together may have. */
export function guideMessages(experiences: readonly Experience[], words: number, characters: number): Message[] {
  const shown = experiences.map((one) => ({ one, programs: titled(one) }));
  const count = shown.reduce((sum, { programs }) => sum + programs.length, 0);
  const each = Math.max(200, Math.floor(characters / Math.max(1, count)) - FEEDBACK);
  const searches = shown.map(({ one, programs }) =>
    search({
      task: one.task,
      executor: one.executor,
      written: one.written,
      broken: one.broken,
      programs: programs.map((titledProgram) => programText(titledProgram, each)).join('\n\n'),
    }),
  );
  return [
    { role: 'system', content: writer() },
    { role: 'user', content: whole({ searches: searches.join('\n\n'), words }) },
  ];
}

interface Titled {
  title: string;
  program: Program;
}

/** Each program once: one that is among the best and the improved is shown as the former. */
function titled({ start, best, worst, improved }: Experience): Titled[] {
  const all: Titled[] = [
    ...(start === undefined ? [] : [{ title: 'The start', program: start }]),
    ...best.map((one) => ({ title: 'Among the best', program: one })),
    ...improved.flatMap(({ from, to }, i) => [
      { title: `Step ${i + 1}, before`, program: from },
      { title: `Step ${i + 1}, after`, program: to },
    ]),
    ...worst.map((one) => ({ title: 'Among the worst', program: one })),
  ];
  return [...new Map(all.toReversed().map((one) => [one.program.code, one])).values()].toReversed();
}

function programText({ title, program: { code, accuracy, feedback } }: Titled, length: number): string {
  return program({
    title,
    accuracy: `${(100 * accuracy).toFixed(1)} %`,
    feedback: clip(feedback, FEEDBACK),
    code: clip(code.trimEnd(), length),
  });
}
