import { writeFileAtomic } from '../base/write-file.ts';
import { type LiveRun, billOf } from '../run/index.ts';
import type { Guide } from './answer.ts';
import type { GuideResult } from './contract.ts';
import type { Experience } from './experience.ts';
import { renderGuide } from './file.ts';

/** Where a guide is from. */
export interface GuideFacts {
  experiences: readonly Experience[];
  model: string;
  /** See `GuideResult`. */
  copied: number;
  out: string;
  simulated: boolean;
}

/** Writes the file of a guide. */
export async function kept(
  run: LiveRun,
  guide: Guide,
  { experiences, model, copied, out, simulated }: GuideFacts,
): Promise<GuideResult> {
  const learntFrom = experiences.map(({ run: id }) => id);
  const names = (list: readonly string[]): string => [...new Set(list)].toSorted().join(', ');
  const head = {
    'written by': model,
    'written on': new Date().toISOString().slice(0, 10),
    'learnt from runs': learntFrom.join(', '),
    tasks: tasksOf(experiences).join(', '),
    executors: names(experiences.map(({ executor }) => executor)),
    'meta-agents': names(experiences.map(({ meta }) => meta)),
    'run of the writing': run.row.id,
    words: String(guide.words),
    ...(simulated ? { simulated: 'yes: these words test the program and teach nothing' } : {}),
  };
  await writeFileAtomic(out, renderGuide(head, guide.text), { withFolder: true });
  return {
    run: run.row.id,
    path: out,
    guide: guide.text,
    words: guide.words,
    isCut: guide.isCut,
    copied,
    learntFrom,
    tasks: tasksOf(experiences),
    writer: model,
    simulated,
    paid: billOf(await run.settled()),
  };
}

export function tasksOf(experiences: readonly Experience[]): string[] {
  return [...new Set(experiences.map(({ task }) => task))].toSorted();
}
