import { W4sError } from '../base/errors.ts';
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
}): Promise<{ result: UseResult & { applied?: Applied }; exitCode: CommandExit }> {
  const { text, output, open } = given;
  const work = await open({ planned: 1 });
  const live = output.live(() => '  running');
  const closed = async (): Promise<UseResult> => {
    live.end();
    return work.close();
  };
  const begun = await work.run({ id: '1', input: text }).catch((error: unknown) => ({ error }));
  const result = await closed();
  if ('error' in begun) return refused(begun.error, { result, output });
  const applied = begun;
  const { answer, failure, usage, cached } = applied;
  const fromCache = cached === 0 ? '' : `, ${cached} from the cache`;
  const cost = dollars(usage.costUsd);
  const chosen = applied.trace.picked === undefined ? '' : `the router chose ${applied.trace.picked}; `;
  output.note(
    `${chosen}${count(usage.calls, 'call')}${fromCache}, ${cost}, ${duration(usage.wallMs)}; run ${result.run}`,
  );
  if (failure === undefined) output.data(`${plain(answer)}\n`);
  else output.note(`No answer: ${failure.kind}: ${failure.message}\n  ${hintFor(failure.kind, result.run)}`);
  return { result: { ...result, applied }, exitCode: exitFor(failure?.kind) };
}

/** A cap has an exit code of its own. */
function refused(error: unknown, { result, output }: { result: UseResult; output: Output }) {
  if (!(error instanceof W4sError) || error.code !== 'cap') throw error;
  output.note(error.message);
  return { result, exitCode: 3 as const };
}

function hintFor(kind: string, run: string): string {
  return kind === 'cap' ? 'Repeat the command with a higher limit.' : `\`w4s show ${run} --items\` tells more.`;
}

function exitFor(kind: string | undefined): CommandExit {
  if (kind === undefined) return 0;
  if (kind === 'cap') return 3;
  return kind === 'interrupted' ? 130 : 1;
}
