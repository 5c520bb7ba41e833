export type { Published, PublishedScores, PublishOptions } from './contract.ts';
export { listVersions } from './list.ts';
export { publish } from './publish.ts';
export { scoresOfSubject } from './scores.ts';
