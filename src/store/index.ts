export type { ActionRow, Candidate as CandidateRow } from './candidates.ts';
export {
  actionsOf,
  actionsOfCandidate,
  addCandidate,
  candidateById,
  candidatesOf,
  heldCandidates,
  holdCandidate,
  judgeCandidate,
  markAdvanced,
  saveAction,
} from './candidates.ts';
export type { AskingItem } from './asked.ts';
export { callsOfScoredItems, endAsked, isAskedOut, openAsked, settleAsked, startAsked, takeAsked } from './asked.ts';
export type { Evaluation, ReadResults } from './evaluations.ts';
export {
  evaluationById,
  evaluationLog,
  evaluationsOf,
  failingResults,
  forgetMissing,
  isScored,
  itemIdsOf,
  itemResults,
  resultsOn,
  scoresOf,
} from './evaluations.ts';
export type { StoredEvent } from './events.ts';
export { appendEvent, eventsOf } from './events.ts';
export type { FindingRow } from './findings.ts';
export { findingsOf, saveFindings } from './findings.ts';
export type { Approval, Decision } from './decisions.ts';
export { approvalOf, decisionsOf, saveApproval } from './decisions.ts';
export type { Openings, SplitReference } from './openings.ts';
export { looksOfDeleted, openingsOf, openingsOfSplit, saveOpening } from './openings.ts';
export type { Hint } from './hints.ts';
export { hintsOf, saveHint, takeHints } from './hints.ts';
export type { Submission } from './submissions.ts';
export { saveSubmission, submissionsOf, takeSubmissions } from './submissions.ts';
export { hasActions } from './turn-actions.ts';
export { deleteRun } from './delete-run.ts';
export { assertWritable, copyRows } from './copy.ts';
export { type MergedRun, mergeRun } from './merge-run.ts';
export { scoredItems } from './scored-items.ts';
export { homeFolder } from './home-folder.ts';
export { RESULT_FOLDERS, type ResultFolder, resultFolder, runFolder } from './result-folder.ts';
export type { Store } from './open.ts';
export { openStore } from './open.ts';
export { findAtWork, isAtWork, lookIn } from './at-work.ts';
export type { Run } from './runs.ts';
export {
  UNFINISHED,
  createRun,
  findRun,
  findSame,
  finishRun,
  isAlive,
  recentRuns,
  runById,
  runIdOf,
  runIfThere,
  runNamed,
  shownStatus,
  timesDone,
  undecidedRuns,
  updateRun,
} from './runs.ts';
export type { Claim } from './run-claim.ts';
export { claimRun } from './run-claim.ts';
export type { CandidateStatus, RunStatus } from './schema.ts';
export type { CachedModel, CachedRequest } from './cache.ts';
export { cacheSummary, cachedRequests, clearCache } from './cache.ts';
export { callStore, ledgerRows, saveCall } from './calls.ts';
export { toolLog } from './tool-log.ts';
export { traitStore } from './server-traits.ts';
export { settleRun } from './in-flight.ts';
export type { SharedCaps, Spending } from './spending.ts';
export { spendingOf, startSpending } from './spending.ts';
export type { Offer, WorkerRow } from './workers.ts';
export {
  dismissWorkers,
  isGone,
  offerOf,
  offersOf,
  removeWorker,
  saveOffer,
  saveWorker,
  withdrawOffer,
  workersAtWork,
  workersOf,
} from './workers.ts';
export type { WorkerState } from './schema.ts';
export type { ResultTotals } from './inputs.ts';
export { INPUTS, resultTimes, resultTotals } from './inputs.ts';
export { changedItems, itemsOf, saveItems } from './items.ts';
export type { KeptAnswers, KeptPlace } from './kept.ts';
export { keptAnswers } from './kept.ts';
export type { TrainedModel } from './models.ts';
export { findModel, saveModel, saveTrainingStep, trainedModels, trainingSteps } from './models.ts';
export type { Version } from './versions.ts';
export { newestVersion, saveVersion, versionOf, versionsOf } from './versions.ts';
export { storable } from './postgres/storable.ts';
