import { usageError } from '../base/errors.ts';
import { assertPriced } from '../model/index.ts';
import { assertReviewed } from '../review/index.ts';
import type { Session } from '../session/index.ts';
import { type Subject, findSubject, subjectFor } from '../subject/index.ts';
import type { Task } from '../task/contract.ts';
import { filesFolder } from '../task/index.ts';
import type { Toolbox } from '../tools/index.ts';
import { type Finding, kindByForm, scannedFile, usesTools } from '../workflow/index.ts';
import type { ApplyOptions } from './contract.ts';

export interface Prepared {
  subject: Subject;
  kind: Task['kind'];
  /** Its name alone, where the task is not loaded. */
  task: string;
  model: NonNullable<ApplyOptions['executor']>;
  executor: string;
  /** Of the workflow's text. */
  findings: readonly Finding[];
  /** Of its task, where one was named that has some. */
  tools: Toolbox | undefined;
  /** Of its task's files: a workflow may look whether an input has some. */
  folder: string | undefined;
}

/** What is known before anything is paid. @throws {W4sError} for what can't be used, or waits for a review */
export async function prepare(session: Session, options: ApplyOptions): Promise<Prepared> {
  const { workflow } = options;
  const found = typeof workflow === 'string' ? await findSubject(session.store, workflow) : workflow;
  await assertReviewed(session.store, { ...found, origin: found.version?.origin });
  const task = options.task === undefined ? undefined : await session.task(options.task);
  const subject = task === undefined ? found : subjectFor(found, task);
  const model = options.executor ?? subject.executor ?? session.config.defaults?.executor;
  if (model === undefined)
    throw usageError('missing-model', `\`${subject.label}\` does not say which model it was measured with`, {
      hint: 'Name the model that it calls with --executor, for example `openai:gpt-6-luna`.',
    });
  const executor = session.identify(model);
  assertPriced([executor], options.budgetUsd, session.priceSources);
  const kind = options.kind ?? task?.kind ?? subject.kind ?? kindByForm(subject.code);
  const findings = await scannedFile(subject.code, session.sandbox);
  if (usesTools(subject.code) && (task?.tools ?? []).length === 0)
    throw usageError('needs-tools', `\`${subject.label}\` calls tools, and no task is named that has some`, {
      hint: 'Name the task that it was made for: `w4s run` and `w4s serve` have --task.',
    });
  const tools = task === undefined ? undefined : await session.tools(task);
  const folder = task && filesFolder(task);
  return { subject, kind, task: task?.name ?? subject.task ?? 'inputs', model, executor, findings, tools, folder };
}
