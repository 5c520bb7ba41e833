import { existsSync } from 'node:fs';
import { basename, extname, resolve } from 'node:path';
import { didYouMean } from '../../base/nearest.ts';
import { type GivenSettings, STRATEGIES, type StrategyName } from '../../optimize/index.ts';
import { exampleNames, exampleWorkflow } from '../../workflow/index.ts';
import type { Arm } from './contract.ts';
import { type Mistake, namedModels, repeated } from './file-models.ts';
import type { StudyFile } from './file-schema.ts';

/** Baselines that are measured by the searches beside them. */
const PLAIN = ['start', 'vote'] as const;

/**
 * All arms in running order: every meta-agent with every strategy, then baselines, workflows and solvers.
 * @param folder Of the file, from which its paths are taken.
 */
export async function armsOfFile(file: StudyFile, folder: string): Promise<Arm[] | Mistake> {
  const searching = searchArms(file, folder);
  if ('message' in searching) return searching;
  const wanted: readonly string[] = file.baselines ?? (searching.length === 0 ? [] : PLAIN);
  const plain = PLAIN.filter((kind) => wanted.includes(kind));
  if (plain.length > 0 && searching.length === 0)
    return {
      path: ['baselines'],
      message:
        `Expected \`metas\` as well: \`${plain[0]}\` is measured by the searches beside it. ` +
        'Without one, name a workflow such as `direct`.',
    };
  const workflows = await workflowArms(file, folder);
  if ('message' in workflows) return workflows;
  const solvers = await solverArms(file, folder);
  if ('message' in solvers) return solvers;
  const arms = [...searching, ...plain.map((kind) => arm(kind, { kind })), ...workflows, ...solvers];
  const twice = arms.find(({ name }, i) => arms.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined)
    return { path: [], message: `Expected each arm to have its own name, got \`${twice.name}\` twice.` };
  return arms.length > 0
    ? arms
    : { path: [], message: 'Expected `metas`, or at least one of `workflows` or `solvers`.' };
}

function searchArms(file: StudyFile, folder: string): Arm[] | Mistake {
  const metas = namedModels(file.metas ?? [], folder);
  const strategies = (file.strategies ?? [{ strategy: 'w4s' }]).map(({ name, strategy, ...settings }) => ({
    name: name ?? strategy,
    strategy: strategy as StrategyName,
    settings: settings as GivenSettings,
  }));
  const mistake = unknownStrategy(strategies) ?? repeated(metas, 'metas') ?? repeated(strategies, 'strategies');
  if (mistake !== undefined) return mistake;
  return metas.flatMap((meta) =>
    strategies.map(({ name, strategy, settings }) =>
      arm(shownName(meta.name, name, [metas.length, strategies.length]), {
        kind: 'search',
        key: `${meta.name}/${name}`,
        model: meta.model,
        strategy,
        settings,
      }),
    ),
  );
}

function unknownStrategy(given: readonly { strategy: string }[]): Mistake | undefined {
  const known = Object.keys(STRATEGIES);
  const at = given.findIndex(({ strategy }) => !known.includes(strategy));
  const got = given[at]?.strategy ?? '';
  const message = `Expected one of ${known.join(', ')}, got \`${got}\`${didYouMean(got, known) || '.'}`;
  return at < 0 ? undefined : { path: ['strategies', at], message };
}

/** The part that tells arms apart: the strategy where there is one meta-agent, and the other way round. */
function shownName(meta: string, strategy: string, [metas, strategies]: [number, number]): string {
  if (metas === 1) return strategy;
  return strategies === 1 ? meta : `${meta}/${strategy}`;
}

async function workflowArms(file: StudyFile, folder: string): Promise<Arm[] | Mistake> {
  const byHand = (file.baselines ?? []).filter((name) => !(PLAIN as readonly string[]).includes(name));
  const given = [
    ...(file.workflows ?? []).map((one, i) => ({ ...one, path: ['workflows', i] })),
    ...byHand.map((name) => ({
      name: undefined,
      file: name,
      path: ['baselines', (file.baselines ?? []).indexOf(name)],
    })),
  ];
  const arms: Arm[] = [];
  for (const { name, file: text, path } of given) {
    const place = await workflowFile(text, folder, path);
    if (typeof place !== 'string') return place;
    arms.push(arm(name ?? basename(text, extname(text)), { kind: 'workflow', file: place }));
  }
  return arms;
}

/** What asks a solver is `direct` unless it is told: the question that an executor gets before any search. */
async function solverArms({ solvers = [] }: StudyFile, folder: string): Promise<Arm[] | Mistake> {
  const models = namedModels(solvers, folder);
  const mistake = repeated(models, 'solvers');
  if (mistake !== undefined) return mistake;
  const arms: Arm[] = [];
  for (const [at, { name, model }] of models.entries()) {
    const file = await workflowFile(solvers[at]?.workflow ?? 'direct', folder, ['solvers', at, 'workflow']);
    if (typeof file !== 'string') return file;
    arms.push(arm(name, { kind: 'solver', model, file }));
  }
  return arms;
}

/** The file of a workflow that a study file names. */
async function workflowFile(text: string, folder: string, path: Mistake['path']): Promise<string | Mistake> {
  const known = await exampleNames();
  const place = known.includes(text) ? exampleWorkflow(text) : resolve(folder, text);
  if (existsSync(place)) return place;
  const plain = path[0] === 'baselines' ? PLAIN : [];
  const wanted = [...plain, 'a name of `examples/workflows` or a .py file'].join(', ');
  return { path, message: `Expected ${wanted}, got \`${text}\`${didYouMean(text, [...PLAIN, ...known]) || '.'}` };
}

function arm(name: string, facts: Pick<Arm, 'kind'> & Partial<Arm>): Arm {
  return { model: null, strategy: null, settings: {}, file: null, key: name, ...facts, name };
}
