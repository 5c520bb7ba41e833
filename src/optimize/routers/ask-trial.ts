import { template } from '../../base/template.ts';
import type { RunnableCandidate } from '../../environment/index.ts';
import { roomForItem } from '../../evaluate/index.ts';
import { type AskRouter, type WorkflowRun, runPick } from '../../workflow/index.ts';
import { describeProgram } from '../../winners/index.ts';
import type { OpenRun } from '../open-run.ts';
import type { Program, Trial } from './contract.ts';

const question = template('question.md', import.meta.url);

/** The input stands where this stands in the question. */
const INPUT = '<input>';

/** The executor as router: it reads the input and a line on each program. Nothing of it is fitted. */
export function askRouter({ plan }: Pick<OpenRun, 'plan'>, programs: readonly Program[]): AskRouter {
  const golds = plan.validation.flatMap(({ target }) => target ?? []);
  const lines = programs.map(({ finalist }, i) => `${i + 1}. ${describeProgram(finalist.candidate, golds)}`);
  const text = question({ programs: lines.join('\n'), input: INPUT });
  const at = text.lastIndexOf(INPUT);
  const [before, after] = [text.slice(0, at), text.slice(at + INPUT.length)];
  return { kind: 'executor', programs: programs.map(({ name }) => name), before, after };
}

/**
 * Asks about each validation item, in the run's books and caps; what was asked before is in the cache.
 * @returns `undefined` where the run is to stop
 */
export async function askTrial(
  { environment, plan, live }: Pick<OpenRun, 'environment' | 'plan' | 'live'>,
  router: AskRouter,
  { id: candidateId, code }: Pick<RunnableCandidate, 'id' | 'code'>,
): Promise<Trial | undefined> {
  const { executor, sandbox, seed, quotas, signal, task, repeats = 1 } = environment;
  const runs = new Map<string, WorkflowRun>();
  const asked = plan.validation.flatMap((item) => Array.from({ length: repeats }, (_, repeat) => ({ item, repeat })));
  await Promise.all(
    asked.map(async ({ item: { id, input, entryPoint }, repeat }) => {
      const leave = await roomForItem(environment, () => live.stop.ending === undefined);
      if (leave === undefined) return;
      try {
        const purpose = { role: 'executor', phase: 'search', candidateId, itemId: id } as const;
        const item = { id, input, entryPoint };
        const given = { code, item, kind: task.kind, executor, sandbox, seed, quotas, repeat, purpose, signal };
        runs.set(keyOf(id, repeat), await runPick(given));
      } finally {
        leave();
      }
    }),
  );
  if (live.stop.ending !== undefined || runs.size < asked.length) return undefined;
  return {
    router,
    pickOn: (id, repeat) => {
      const run = runs.get(keyOf(id, repeat));
      return { program: typeof run?.answer === 'string' ? run.answer : undefined, run };
    },
  };
}

function keyOf(itemId: string, repeat: number): string {
  return `${repeat}|${itemId}`;
}
