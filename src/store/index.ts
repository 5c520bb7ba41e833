export type { ActionRow, Candidate as CandidateRow } from './candidates.ts';
export {
  actionsOf,
  addCandidate,
  candidateById,
  candidatesOf,
  judgeCandidate,
  markAdvanced,
  saveAction,
} from './candidates.ts';
export { callsOfScoredItems } from './asked.ts';
export type { Evaluation } from './evaluations.ts';
export { evaluationById, evaluationLog, evaluationsOf, failingResults, itemResults, scoresOf } from './evaluations.ts';
export type { StoredEvent } from './events.ts';
export { eventLog, eventsOf } from './events.ts';
export type { FindingRow } from './findings.ts';
export { findingsOf, isApproved, saveApproval, saveFindings } from './findings.ts';
export type { Openings, SplitReference } from './openings.ts';
export { openingsOf, openingsOfSplit, saveOpening } from './openings.ts';
export { deleteRun } from './delete-run.ts';
export type { Store } from './open.ts';
export { openStore } from './open.ts';
export type { Run } from './runs.ts';
export {
  createRun,
  findFinished,
  findRun,
  findUnfinished,
  finishRun,
  isAlive,
  recentRuns,
  runNamed,
  shownStatus,
  updateRun,
} from './runs.ts';
export type { Claim } from './run-claim.ts';
export { claimRun } from './run-claim.ts';
export type { CandidateStatus, RunStatus } from './schema.ts';
export type { CachedModel, CachedRequest } from './cache.ts';
export { cacheSummary, cachedRequests, clearCache } from './cache.ts';
export { callStore, ledgerRows, saveCall } from './calls.ts';
export { traitStore } from './server-traits.ts';
export { settleRun } from './in-flight.ts';
export { itemsOf, saveItems } from './items.ts';
export type { TrainedModel } from './models.ts';
export { findModel, saveModel, saveTrainingStep, trainedModels, trainingSteps } from './models.ts';
