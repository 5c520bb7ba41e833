import { type Study, type StudyResult, runStudy } from '../study/index.ts';
import { againstOf, armsOf, pairsOf } from './arms.ts';
import { type AblationOptions, designOf, nameOf } from './options.ts';

/**
 * Compares meta-agents, and simpler baselines, under the same turns, candidates and validation items, on the sealed
 * test split (W4S, ablations and the comparison with random sampling): a study of one executor and one strategy.
 *
 * @throws {W4sError} for problems before the first paid call; afterwards see the result's `status`.
 */
export async function ablate(options: AblationOptions): Promise<StudyResult> {
  return runStudy(studyOf(options), options);
}

/** The study that an ablation is. @throws usage errors */
export function studyOf(options: AblationOptions): Study {
  const design = designOf(options);
  const arms = armsOf(options, design);
  const against = againstOf(options, arms);
  const { executor } = options;
  return {
    kind: 'ablation',
    name: options.name ?? nameOf,
    arms,
    tasks: options.tasks,
    executors: [{ name: typeof executor === 'string' ? executor : executor.id, model: executor }],
    judge: options.judge,
    design,
    prompt: options.prompt,
    pairs: pairsOf(
      arms.map(({ name }) => name),
      against,
    ),
    against,
  };
}
