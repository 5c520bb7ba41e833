export type { Score, ScoreContext, Scorer, SplitName, Task, TaskItem } from './contract.ts';
export type { DataOptions, DownloadProgress } from './data/file.ts';
export {
  assertGolds,
  defineTask,
  type ItemDefinition,
  type LoadedTaskDefinition,
  type ScorerDefinition,
  type TaskDefinition,
} from './define.ts';
export { pocketScorer } from './catalogue/pocket.ts';
export { isTaskFile } from './files.ts';
export { fingerprint, scoringFacts, taskFingerprint, testSplit } from './fingerprint.ts';
export { filesFolder } from './files-folder.ts';
export { type GymFacts, gymFacts, gymFamily, type GymFamilyFacts } from './gym/facts.ts';
export { type DifficultyLadder, difficultyLadder } from './gym/ladder.ts';
export { isGymName as isGymTask } from './gym/name.ts';
export { keepsGolds } from './keeps-golds.ts';
export {
  IMPORT_FORMATS,
  type ImportFormat,
  importTask,
  type ImportOptions,
  type ImportResult,
} from './import/index.ts';
export { isGenerated, listTasks, loadTask, seeded, type LoadTaskOptions, type TaskFacts } from './load.ts';
export { readChecked } from './own/checked-yaml.ts';
export type { PlacedRow } from './own/placed-row.ts';
export { publicTestsIn } from './own/public-tests.ts';
export { readRowFile, rowsOfBytes } from './own/row-file.ts';
export { rowFormat, type RowFormat } from './own/rows.ts';
export type { SplitSizes } from './own/split.ts';
export { dataSeedOf } from './reference.ts';
export { SCAFFOLD_KINDS, scaffoldTask, type ScaffoldKind, type ScaffoldOptions } from './scaffold.ts';
export { type CustomScore, type ScoreFunction, type ScorerName, scoreOf } from './scorers/index.ts';
