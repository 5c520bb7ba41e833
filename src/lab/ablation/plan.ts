import { type PromptChoice, type PromptFormName, promptFormFor } from '../../environment/index.ts';
import { usageError } from '../../base/errors.ts';
import { first } from '../../base/lists.ts';
import { assertPriced } from '../../model/index.ts';
import type { Session } from '../../session/index.ts';
import { isSimulated, openSession } from '../../session/index.ts';
import { findModel } from '../../store/index.ts';
import type { Task } from '../../task/contract.ts';
import { seeded } from '../../task/index.ts';
import type { LoadedWorkflow } from '../../workflow/index.ts';
import { type Arm, againstOf, armsOf } from './arms.ts';
import { type AblationOptions, type Design, designOf, nameOf } from './options.ts';
import { checkWorkflow } from './workflow-arm.ts';

export interface PlannedTask {
  /** As passed to `optimize`, so that its run can be resumed by name. */
  reference: string | Task;
  name: string;
  kind: Task['kind'];
  metric: string;
  /** What starting and hand-written workflows tell the executor. */
  asked: Pick<Task, 'description' | 'instructions'>;
  /** Number of test items used. */
  testItems: number;
}

export interface PlannedArm extends Arm {
  modelId: string | null;
  /** A hand-written workflow; `null` for all other arms. */
  workflow: LoadedWorkflow | null;
}

/** Everything known before the first paid call. */
export interface Plan {
  name: string;
  design: Design;
  tasks: PlannedTask[];
  arms: PlannedArm[];
  /** The arm compared with every other one, besides `untrained`. */
  against: string | null;
  executor: string;
  judge: string | null;
  storeUrl: string;
  simulated: boolean;
  notes: string[];
}

/** Checks every task and model of every arm, so that the last arm's mistake costs nothing. @throws usage errors */
export async function makePlan(options: AblationOptions): Promise<Plan> {
  const sizes = designOf(options);
  const given = armsOf(options);
  const against = againstOf(options, given);
  const { onRetry: _onRetry, ...sessionOptions } = options;
  const session = await openSession(sessionOptions);
  try {
    const executor = session.identify(options.executor);
    const arms: PlannedArm[] = [];
    for (const arm of given)
      arms.push({ ...arm, workflow: null, modelId: arm.model === null ? null : await identified(session, arm.model) });
    const judge = options.judge === undefined ? null : session.identify(options.judge);
    const models = [executor, ...arms.flatMap(({ modelId }) => modelId ?? []), ...(judge === null ? [] : [judge])];
    assertPriced(models, options.budgetUsd, session.priceSources);
    const design: Design = { ...sizes, prompt: commonPrompt(session, options.prompt, given) };
    const tasks = await plannedTasks(session, options.tasks, design);
    for (const arm of arms)
      if (arm.file !== null)
        arm.workflow = await checkWorkflow(
          { name: arm.name, file: arm.file },
          tasks.map(({ task }) => task),
        );
    return {
      design,
      arms,
      against,
      executor,
      judge,
      storeUrl: session.store.url,
      simulated: models.some(isSimulated),
      name: options.name ?? nameOf(design, [executor, first(arms).modelId, judge]),
      tasks: tasks.map(({ planned }) => planned),
      notes: tasks.flatMap(({ task }) => notesOn(task, design, arms)),
    };
  } finally {
    await session.close();
  }
}

async function identified(session: Session, model: NonNullable<Arm['model']>): Promise<string> {
  const id = session.identify(model);
  if (typeof model === 'string' && id.startsWith('trained:'))
    await findModel(session.store, id.slice('trained:'.length));
  return id;
}

/** The prompt form for all meta-agents: two forms would be two comparisons. @throws usage error */
function commonPrompt(session: Session, choice: PromptChoice = 'auto', arms: readonly Arm[]): PromptFormName {
  const forms = arms.flatMap(({ name, model }) =>
    model === null ? [] : [{ name, form: promptFormFor(choice, session.contextSize(model)) }],
  );
  const one = first(forms);
  const other = forms.find(({ form }) => form !== one.form);
  if (other === undefined) return one.form;
  throw usageError(
    'prompt-forms-differ',
    `Expected meta-agents with contexts of similar size, got \`${one.name}\` for the ${one.form} prompt ` +
      `and \`${other.name}\` for the ${other.form} one`,
    {
      hint: 'Choose one for all with --prompt compact or --prompt full.',
      facts: { [one.name]: one.form, [other.name]: other.form },
    },
  );
}

async function plannedTasks(
  session: Session,
  references: AblationOptions['tasks'],
  { test, dataSeed, seeds }: Design,
): Promise<{ task: Task; planned: PlannedTask }[]> {
  const tasks: { task: Task; planned: PlannedTask }[] = [];
  for (const reference of references) {
    // Check each seed's name now: a comparison should not fail at its second seed.
    if (dataSeed !== undefined) for (const seed of seeds) seeded(reference, dataSeed + seed);
    const task = await session.task(seeded(reference, dataSeed));
    const name = dataSeed !== undefined && typeof reference === 'string' ? reference : task.name;
    const { kind, metric, description, instructions } = task;
    if (tasks.some(({ planned }) => planned.name === name))
      throw usageError('duplicate-task', `Expected each task once, got \`${name}\` twice`);
    for (const split of ['validation', 'test'] as const) {
      if (sizeOf(task, split) === 0)
        throw usageError('empty-split', `Task \`${name}\` has no ${split} items`, {
          hint: 'A comparison needs a validation split to search on and a test split to compare on.',
        });
    }
    tasks.push({
      task,
      planned: {
        reference,
        name,
        kind,
        metric,
        asked: { description, instructions },
        testItems: Math.min(test, sizeOf(task, 'test')),
      },
    });
  }
  return tasks;
}

function sizeOf({ splits }: Task, split: 'validation' | 'test'): number {
  return splits[split]?.length ?? 0;
}

function notesOn(task: Task, { test, validation }: Design, arms: readonly Arm[]): string[] {
  const { name, kind } = task;
  const short = (['validation', 'test'] as const).filter((split) => sizeOf(task, split) < { validation, test }[split]);
  return [
    ...short.map((split) => `${name} has only ${sizeOf(task, split)} ${split} items.`),
    ...(kind === 'code' && arms.some((arm) => arm.kind === 'vote')
      ? [`${name} asks for programs, which can't be voted on: its vote arm asks the executor once.`]
      : []),
  ];
}
