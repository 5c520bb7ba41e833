import type { ApplyOptions, Applied, OpenWorkflow, UseResult } from '../apply/index.ts';
import { plain } from '../present/index.ts';
import type { CommandExit } from './command.ts';
import { count, dollars, duration } from './format.ts';
import type { Output } from './output.ts';

export type OpenUse = (more: Partial<ApplyOptions>) => Promise<OpenWorkflow>;

/** One text in, the answer out. */
export async function runOnText(given: {
  text: string;
  output: Output;
  open: OpenUse;
}): Promise<{ result: UseResult & { applied: Applied }; exitCode: CommandExit }> {
  const { text, output, open } = given;
  const work = await open({ planned: 1 });
  const live = output.live(() => '  running');
  const closed = async (): Promise<UseResult> => {
    live.end();
    return work.close();
  };
  const applied = await work.run({ id: '1', input: text }).catch(async (error: unknown) => {
    await closed();
    throw error;
  });
  const result = await closed();
  const { answer, failure, usage, cached } = applied;
  const fromCache = cached === 0 ? '' : `, ${cached} from the cache`;
  const cost = dollars(usage.costUsd);
  output.note(`${count(usage.calls, 'call')}${fromCache}, ${cost}, ${duration(usage.wallMs)}; run ${result.run}`);
  if (failure === undefined) output.print(plain(answer));
  else output.note(`No answer: ${failure.kind}: ${failure.message}\n  ${hintFor(failure.kind, result.run)}`);
  return { result: { ...result, applied }, exitCode: exitFor(failure?.kind) };
}

function hintFor(kind: string, run: string): string {
  return kind === 'cap' ? 'Give it more room and repeat the command.' : `\`w4s show ${run} --items\` tells more.`;
}

function exitFor(kind: string | undefined): CommandExit {
  if (kind === undefined) return 0;
  if (kind === 'cap') return 3;
  return kind === 'interrupted' ? 130 : 1;
}
