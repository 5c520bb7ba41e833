import type { Insertable, Selectable } from 'kysely';
import { usageError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import type { Store } from './open.ts';
import type { ModelsTable, TrainingStepsTable } from './schema.ts';

export type TrainedModel = Selectable<ModelsTable>;

/** Writes a training, or what is new about it. */
export async function saveModel(store: Store, row: Insertable<ModelsTable>): Promise<void> {
  await store.writer.write((db) =>
    db
      .insertInto('models')
      .values(row)
      .onConflict((c) => c.column('name').doUpdateSet(row)),
  );
}

export function trainedModels(store: Store): Promise<TrainedModel[]> {
  return store.db.selectFrom('models').selectAll().orderBy('created_at', 'desc').orderBy('name').execute();
}

/** @throws usage error that names the nearest. */
export async function findModel(store: Store, name: string): Promise<TrainedModel> {
  const models = await trainedModels(store);
  const found = models.find((model) => model.name === name);
  if (found !== undefined) return found;
  const known = models.map((model) => model.name);
  const problem = `No model \`${name}\` was trained in ${store.path}`;
  throw usageError('unknown-model', `${problem}${didYouMean(name, known)}`, {
    hint: '`w4s model list` lists them; `w4s train` trains one.',
  });
}

/** Adds a point to a loss curve. Replayed steps of a resumed training overwrite theirs. */
export async function saveTrainingStep(store: Store, row: Insertable<TrainingStepsTable>): Promise<void> {
  await store.writer.write((db) =>
    db
      .insertInto('training_steps')
      .values(row)
      .onConflict((c) => c.columns(['model', 'step']).doUpdateSet(row)),
  );
}

export function trainingSteps(store: Store, model: string): Promise<Selectable<TrainingStepsTable>[]> {
  return store.db.selectFrom('training_steps').selectAll().where('model', '=', model).orderBy('step').execute();
}
