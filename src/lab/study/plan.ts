import { type PromptChoice, type PromptFormName, promptFormFor } from '../../environment/index.ts';
import { usageError } from '../../base/errors.ts';
import { first } from '../../base/lists.ts';
import { assertPriced } from '../../model/index.ts';
import { checkSearch } from '../../optimize/index.ts';
import { assertReportable } from '../../page/index.ts';
import type { Session } from '../../session/index.ts';
import { isSimulated, openSession } from '../../session/index.ts';
import { trainingTokensOf } from '../../rlao/index.ts';
import { findModel } from '../../store/index.ts';
import type { LoadedWorkflow } from '../../workflow/index.ts';
import { inPlace } from './in-place.ts';
import { type Arm, type Design, type NamedModel, type Study, type StudyOptions, searches } from './contract.ts';
import { noteOnSizes } from './notes.ts';
import { settingsOf } from './settings-of.ts';
import { type LoadedTask, type PlannedTask, plannedTasks } from './tasks.ts';
import { checkWorkflow } from './workflow-arm.ts';

export interface PlannedArm extends Arm {
  modelId: string | null;
  /** What its model was trained on in this store; `null` where that is not known. */
  trainingTokens: number | null;
  /** A workflow written by hand, or what asks a solver; `null` for all other arms. */
  workflow: LoadedWorkflow | null;
}

export interface PlannedExecutor extends NamedModel {
  id: string;
}

/** A task with an executor: within it, arms of one seed are compared on the same items. */
export interface Block {
  /** Its part of the names of runs. */
  key: string;
  task: PlannedTask;
  executor: PlannedExecutor;
}

/** Everything known before the first paid call. */
export interface Plan extends Pick<Study, 'kind' | 'pairs' | 'against'> {
  name: string;
  design: Design;
  blocks: Block[];
  arms: PlannedArm[];
  executors: PlannedExecutor[];
  judge: string | null;
  storeUrl: string;
  simulated: boolean;
  notes: string[];
}

/** Checks every cell, so that the last one's mistake costs nothing. @throws usage errors that name the cell */
export async function makePlan(study: Study, options: StudyOptions): Promise<Plan> {
  const { onRetry: _onRetry, ...sessionOptions } = options;
  const session = await openSession(sessionOptions);
  try {
    const models = await plannedModels(session, study);
    const { executors, judge, ids } = models;
    if (options.budgetUsd !== undefined || study.design.usd !== undefined)
      assertPriced(ids, options.budgetUsd ?? study.design.usd, session.priceSources);
    const design: Design = { ...study.design, prompt: commonPrompt(session, study.prompt, study.arms) };
    const tasks = await plannedTasks(session, study.tasks, design);
    const arms = await withWorkflows(models.arms, tasks);
    const plan: Plan = {
      kind: study.kind,
      pairs: study.pairs,
      against: study.against,
      design,
      arms,
      executors,
      judge,
      storeUrl: session.store.url,
      simulated: ids.some(isSimulated),
      name:
        typeof study.name === 'string'
          ? study.name
          : study.name(design, [first(executors).id, first(arms).modelId, judge]),
      blocks: blocksOf(study, tasks, executors),
      notes: tasks.flatMap(({ task }) => noteOnSizes(task, design, arms)),
    };
    assertReportable(session.store, plan.kind, plan.name);
    await checkCells(session, plan, tasks, study.judge);
    return plan;
  } finally {
    await session.close();
  }
}

const TRAINED = 'trained:';

interface Models {
  executors: PlannedExecutor[];
  arms: PlannedArm[];
  judge: string | null;
  /** Of all of them. */
  ids: string[];
}

async function plannedModels(session: Session, { executors: given, arms: asked, judge }: Study): Promise<Models> {
  const executors = await Promise.all(
    given.map(async (one) => ({
      ...one,
      id: await inPlace(`Executor \`${one.name}\``, () => identified(session, one.model)),
    })),
  );
  const arms: PlannedArm[] = [];
  for (const arm of asked) {
    const { model } = arm;
    const modelId = model === null ? null : await inPlace(`Arm \`${arm.name}\``, () => identified(session, model));
    arms.push({ ...arm, workflow: null, modelId, trainingTokens: await tokensOf(session, modelId) });
  }
  const judgeId = judge === undefined ? null : session.identify(judge);
  const ids = [...executors.map(({ id }) => id), ...arms.flatMap(({ modelId }) => modelId ?? []), judgeId ?? []].flat();
  return { executors, arms, judge: judgeId, ids };
}

async function identified(session: Session, model: NonNullable<Arm['model']>): Promise<string> {
  const id = session.identify(model);
  if (typeof model === 'string' && id.startsWith(TRAINED)) await findModel(session.store, id.slice(TRAINED.length));
  return id;
}

async function tokensOf({ store }: Session, id: string | null): Promise<number | null> {
  if (id?.startsWith(TRAINED) !== true) return null;
  return trainingTokensOf(await findModel(store, id.slice(TRAINED.length)));
}

/** The prompt form for all meta-agents: two forms would be two comparisons. @throws usage error */
function commonPrompt(session: Session, choice: PromptChoice = 'auto', arms: readonly Arm[]): PromptFormName {
  const forms = arms
    .filter(searches)
    .flatMap(({ name, model }) =>
      model === null ? [] : [{ name, form: promptFormFor(choice, session.contextSize(model)) }],
    );
  const [one] = forms;
  if (one === undefined) return 'full';
  const other = forms.find(({ form }) => form !== one.form);
  if (other === undefined) return one.form;
  throw usageError(
    'prompt-forms-differ',
    `Expected meta-agents with contexts of similar size, got \`${one.name}\` for the ${one.form} prompt ` +
      `and \`${other.name}\` for the ${other.form} one`,
    {
      hint: 'Choose one for all with --prompt compact or --prompt full, in a study file with `design: {prompt: ...}`.',
      facts: { [one.name]: one.form, [other.name]: other.form },
    },
  );
}

async function withWorkflows(arms: readonly PlannedArm[], tasks: readonly LoadedTask[]): Promise<PlannedArm[]> {
  const loaded: PlannedArm[] = [];
  for (const arm of arms) {
    const { name, file } = arm;
    const known = tasks.map(({ task }) => task);
    const workflow = file === null ? null : await checkWorkflow({ name, file }, known);
    loaded.push({ ...arm, workflow });
  }
  return loaded;
}

function blocksOf({ kind }: Study, tasks: readonly LoadedTask[], executors: readonly PlannedExecutor[]): Block[] {
  return tasks.flatMap(({ planned }) =>
    executors.map((executor) => ({
      // An ablation has one executor, which its runs do not name.
      key: kind === 'ablation' ? planned.name : `${planned.name}/${executor.name}`,
      task: planned,
      executor,
    })),
  );
}

/** Plans the search of every cell, with nothing asked: settings, prices, splits, starts, the meta-agent's context. */
async function checkCells(
  session: Session,
  { arms, blocks, design }: Plan,
  tasks: readonly LoadedTask[],
  judge: Study['judge'],
): Promise<void> {
  for (const arm of arms.filter(searches)) {
    for (const { task, executor } of blocks) {
      const loaded = first(tasks.filter(({ planned }) => planned === task)).task;
      const search = {
        ...settingsOf(design, arm, first(design.seeds)),
        task: loaded,
        executor: executor.model,
        meta: arm.model ?? '',
        judge,
      };
      const cell = `Cell \`${arm.name}\` on \`${task.name}\` with \`${executor.name}\``;
      await inPlace(cell, () => checkSearch(session, search));
    }
  }
}
