import type { OpenRun } from '../open-run.ts';
import type { Rule } from '../../workflow/index.ts';
import { type Example, type Values, crossFit, featuresOf, fitRule, pickBy } from '../../winners/index.ts';
import type { Program, Trial } from './contract.ts';

type LearningItem = Example & { id: string };

/**
 * A rule fitted on all validation items, judged by cross-fitting: on an item it counts what a rule chooses that was
 * fitted on the other folds.
 *
 * @param values Of each program, in their order
 * @returns a sentence where there is none
 */
export async function ruleTrial(
  { plan, session }: Pick<OpenRun, 'plan' | 'session'>,
  programs: readonly Program[],
  values: readonly Values[],
): Promise<Trial | string> {
  const features = await featuresOf(session.sandbox, plan.validation);
  if (features === undefined) return 'No rule was tried: the inputs could not be measured in the sandbox.';
  const names = programs.map(({ name }) => name);
  const items = plan.validation.map(({ id }): LearningItem => {
    const worth = values.flatMap((of) => of.get(id) ?? []);
    return { id, features: features.get(id) ?? new Map(), values: worth.length === names.length ? worth : [] };
  });
  // What a program was not scored on teaches nothing; it is decided all the same.
  const fit = (some: readonly LearningItem[]): Rule =>
    fitRule(
      some.filter((one) => one.values.length > 0),
      names,
    );
  const rule = fit(items);
  if (typeof rule === 'string')
    return 'No rule was tried: nothing that is seen of the inputs tells which program answers them.';
  const decided = crossFit(items, { fit, decide: pickBy, seed: plan.settings.seed });
  const picks = new Map([...decided].map(([{ id }, program]) => [id, program]));
  return { router: { kind: 'rule', programs: names, rule }, pickOn: (id) => ({ program: picks.get(id) }) };
}
