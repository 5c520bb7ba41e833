import type { Json } from '../base/json.ts';
import type {
  CandidateReport,
  Comparison,
  EvaluationReport,
  Finding,
  GuideReport,
  ItemDetail,
  RunFacts,
  RunReport,
  SplitScore,
  WorkflowsReport,
} from '../report/index.ts';

/**
 * The shapes that the page's server and browser share. All of it is plain JSON: fractions in [0, 1], dollars,
 * milliseconds, ISO 8601; `null` is "not known" or "did not happen". Text in it is foreign: it goes on a page as text.
 */

/** One line of the list of runs. */
export interface RunRow {
  id: string;
  name: string | null;
  command: string;
  task: string;
  /** What was scored: the file of an evaluation, the label of the best of a search, the best of given workflows. */
  workflow: string | null;
  executor: string | null;
  meta: string | null;
  status: RunFacts['status'];
  reason: string | null;
  startedAt: string;
  finishedAt: string | null;
  metric: string;
  simulated: boolean;
  /** Of the best so far on the validation items; of an evaluation its only score; of given workflows the best. */
  best: SplitScore | null;
  /** Of the winner. */
  test: SplitScore | null;
  candidates: number;
  spent: Spending;
  progress: Progress | null;
}

/** What was paid, and what may be. */
export interface Spending {
  /** Completions asked of providers. */
  calls: number;
  /** `null` where a completion had no price. */
  costUsd: number | null;
  /** Caps of the last process that worked on the run; `null` for none, or not on record. */
  budgetUsd: number | null;
  maxCalls: number | null;
}

/** How far a run at work is. */
export interface Progress {
  turn: number;
  turns: number;
  /** Item runs that are done, and planned: racing makes them less. */
  done: number;
  planned: number;
  /** Evaluations under way. */
  evaluations: { candidate: string | null; split: string; done: number; planned: number }[];
  /** Milliseconds until its end at the pace so far; `null` where nothing can be said yet. */
  leftMs: number | null;
}

/** One run. Only a search has turns and a winner. */
export type RunView = SearchView | WorkflowsView | EvaluationView | GuideView;

interface ViewFacts {
  row: RunRow;
  /** Splits with results on record. */
  splits: string[];
  /** What happened, the newest last, at most 200 lines. */
  events: RunEventLine[];
  /** What persons told the meta-agent. */
  hints: HintLine[];
  /** Workflows that persons submitted. */
  submissions: SubmissionLine[];
  /** Who runs the items: `3 workers, 48 places; 1 refused: ...`; empty where no other process does. */
  workers: string;
  /** Why no turn is to come that could hear a person; `null` while one is. */
  closed: string | null;
}

export interface HintLine {
  text: string;
  by: string;
  /** ISO 8601. */
  at: string;
  /** The turn that read it; `null` while it waits. */
  turn: number | null;
}

export interface SubmissionLine {
  by: string;
  /** ISO 8601. */
  at: string;
  /** Label of the candidate that it was edited from. */
  from: string | null;
  /** Label of the candidate that it became; `null` while it waits for a turn. */
  candidate: string | null;
}

export interface SearchView extends ViewFacts {
  kind: 'search';
  /** Without code and with the beginnings of texts alone: a candidate is read one by one. */
  report: RunReport;
}

/** Baselines, or a place of a transfer: workflows that were there, side by side. */
export interface WorkflowsView extends ViewFacts {
  kind: 'workflows';
  report: WorkflowsReport;
}

/** One workflow: on a split, or at work on inputs without golds. */
export interface EvaluationView extends ViewFacts {
  kind: 'evaluation';
  report: EvaluationReport;
}

/** The writing of a design guide. */
export interface GuideView extends ViewFacts {
  kind: 'guide';
  report: GuideReport;
}

export interface RunEventLine {
  at: string;
  type: string;
  text: string;
}

/** One candidate of a search, or a given workflow. */
export interface CandidateView {
  candidate: CandidateReport;
  /** Whether it was there, and nobody wrote it in this run: it has no rivals, no reward and no repairs. */
  isGiven: boolean;
  /** SHA-256 of its code; `null` without code. */
  hash: string | null;
  /** Labels of candidates whose code it may be set against; their code is in their own view. */
  against: { parent: string | null; start: string | null; best: string | null };
  /** What the meta-agent read and wrote, the repairs included. Empty for a workflow that the search started from. */
  attempts: Attempt[];
  /** What its evaluation told the meta-agent. */
  feedback: string | null;
  /** What persons decided on this code, the last word first. */
  reviews: Review[];
  /** Why the run takes no edited form of it any more, and what can be done instead; `null` while it does. */
  closed: { message: string; hint: string } | null;
}

export interface Attempt {
  /** 0 is the action, the others repair it. */
  attempt: number;
  messages: { role: string; content: string }[];
  completion: string;
  /** What was wrong with it; `null` for one that passed. */
  problem: string | null;
  promptTokens: number;
  completionTokens: number;
  costUsd: number | null;
}

/** A decision by a person. */
export interface Review {
  decision: string;
  by: string;
  note: string | null;
  at: string;
}

/**
 * Items by candidates, by columns: a column is one character an item, so that 200 x 20,000 scores are 4 MB of text that
 * packs well. Characters: see {@link CELL}.
 */
export interface Matrix {
  run: string;
  split: string;
  /** All that the run has results on. */
  splits: string[];
  itemIds: string[];
  /** Beginning of each item's input. */
  heads: string[];
  columns: MatrixColumn[];
  /** Labels of whom a reader wants to see side by side: the start, and the best so far. `null` without a column. */
  pair: [baseline: string, candidate: string] | null;
}

export interface MatrixColumn {
  /** As in a URL: `t03c1`; the label of an evaluation. */
  label: string;
  parent: string | null;
  accuracy: number | null;
  /** One character an item, in the order of `itemIds`. */
  cells: string;
}

/** What a server answers who asks for a matrix: all of it, or what is new to one who has an earlier version. */
export type MatrixAnswer = { version: string; whole: Matrix } | { version: string; change: MatrixChange };

/** From one state of a matrix to a later one with the same items, and with at least the same columns. */
export interface MatrixChange extends Pick<Matrix, 'splits' | 'pair'> {
  /** Those that are new or have changed, with their places. */
  columns: (Omit<MatrixColumn, 'cells'> & { at: number; cells: CellsChange })[];
}

/** All cells, or pieces that stand in place of what was there, each with the place of its first. */
export type CellsChange = string | [start: number, cells: string][];

/** Characters of a cell; any other is a score: see {@link scoreOfCell}. */
export const CELL = { notRun: ' ', missing: '-', failed: '!' } as const;

/** Of a mean score in [0, 1]: steps of 1/60, so that halves to sixths are exact. */
export const SCORES = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxy';

/** The score of a cell; `null` where it has none. One that failed scores 0. */
export function scoreOfCell(cell: string): number | null {
  if (cell === CELL.failed) return 0;
  const step = SCORES.indexOf(cell);
  return cell === '' || step < 0 ? null : step / (SCORES.length - 1);
}

/** One item, and what some of the candidates did on it. */
export interface ItemView {
  run: string;
  split: string;
  itemId: string;
  input: string;
  /** `null` where it is sealed or not on record: of a test split always. */
  expected: Json | null;
  /** Everybody who was asked, with the mean score; `null` where it is missing. */
  scores: { label: string; score: number | null }[];
  /** In the order in which they were asked for. */
  sides: ItemSide[];
}

/** What one workflow did on an item. */
export interface ItemSide extends Pick<ItemDetail, 'messages' | 'repeats'> {
  label: string;
}

/** What the items of each gold were answered with, by one candidate. */
export interface Confusion {
  /** Golds, in the order of rows and of the first columns. */
  labels: string[];
  /** `counts[gold][answer]`: item runs; the last two columns are any other answer, and none. */
  counts: number[][];
}

/** Two evaluations in pairs, and where their items can be looked at. */
export interface ComparisonView {
  first: ComparedPlace;
  second: ComparedPlace;
  comparison: Comparison;
  /** Splits on which both were evaluated. */
  splits: string[];
}

export interface ComparedPlace {
  run: string;
  /** As in a URL. */
  label: string;
  /** Whether it is the candidate of a search. */
  isCandidate: boolean;
  /** `null` where it was not kept. */
  code: string | null;
}

/** A workflow that waits for a person. */
export interface PendingReview {
  run: string;
  /** Its label in the run. */
  candidate: string;
  task: string;
  /** SHA-256 of exactly this code. */
  hash: string;
  code: string;
  findings: (Finding & { severity: string })[];
  role: 'candidate' | 'winner';
  /** Whether a living search stands still until somebody decides. */
  blocks: boolean;
  since: string;
}

/** A study, or an ablation, whose result lies beside the store. */
export interface StudyRow {
  name: string;
  kind: 'study' | 'ablation';
  /** When its result was written. */
  at: string;
  /** `null` where its result can't be read. */
  found: StudyFound | null;
}

/** What a study found, in short. */
export interface StudyFound {
  tasks: string[];
  /** Mean test score of each arm. */
  arms: { name: string; test: Pick<SplitScore, 'accuracy' | 'interval' | 'n'> }[];
  /** Arm minus the other one; p adjusted by Holm for all of them. */
  comparisons: { arm: string; against: string; difference: number; interval: SplitScore['interval']; pHolm: number }[];
}

/** A change that the page asks for. Every one is on record in the store. */
export type Action =
  | { kind: 'stop'; run: string }
  | { kind: 'resume'; run: string; budgetUsd?: number; maxCalls?: number }
  | { kind: 'delete'; run: string }
  /** For the meta-agent; the next turn reads it. */
  | { kind: 'hint'; run: string; text: string }
  /** A workflow that a person made of the candidate `from`; the next turn evaluates it. */
  | { kind: 'submit'; run: string; from: string; code: string }
  | { kind: 'start'; request: StartRequest }
  /** `hash` is of the text that was looked at: another one is not decided on. */
  | ReviewAction;

export interface ReviewAction {
  kind: 'review';
  run: string;
  candidate: string;
  hash: string;
  decision: 'approved' | 'rejected';
  note?: string;
}

/** A search or an evaluation to start as a process of its own, in the words of the command line. */
export interface StartRequest {
  command: 'optimize' | 'eval';
  /** Words as for `w4s`: checked against its table of commands. */
  words: string[];
}

/** What an action came to, in words. */
export interface ActionResult {
  text: string;
}

/** Ids of the runs that changed; `null` where anything may have, as after a time in which nothing was heard. */
export type Changed = ReadonlySet<string> | null;

/** Where the page reads from: the server, or the data inside a report. Every read may be asked for again. */
export interface Source {
  /** Whether data can change and actions can be taken. */
  readonly live: boolean;
  runs(): Promise<RunRow[]>;
  run(id: string): Promise<RunView>;
  candidate(run: string, label: string): Promise<CandidateView>;
  matrix(run: string, split: string): Promise<Matrix>;
  confusion(run: string, split: string, label: string): Promise<Confusion | null>;
  /** @param labels None stands for `pair` of the matrix. */
  item(run: string, split: string, itemId: string, labels: readonly string[]): Promise<ItemView>;
  compare(first: string, second: string, split?: string): Promise<ComparisonView>;
  reviews(): Promise<PendingReview[]>;
  studies(): Promise<StudyRow[]>;
  /** The result of a study or an ablation. */
  study(name: string): Promise<Json>;
  /** Names of the transfers whose results lie beside the store, the newest first. */
  transfers(): Promise<string[]>;
  /** The result of a transfer. */
  transfer(name: string): Promise<Json>;
  act(action: Action): Promise<ActionResult>;
  /** Calls back with what changed. Returns what ends it. */
  follow(changed: (what: Changed) => void, state: (connected: boolean) => void): () => void;
}

/** What a report holds: the answers of a server by their paths, see `pathOf`, and where to begin. */
export interface Embedded {
  /** Route to open first: `/run/ID`. */
  start: string;
  answers: Record<string, Json>;
}

/** Runs that the list shows: the newest. */
export const MOST_RUNS = 1_000;

/** Paths of the server's reads: what the live source fetches and what an embedded one looks up. */
export const pathOf = {
  runs: () => '/api/runs',
  run: (id: string) => `/api/runs/${part(id)}`,
  candidate: (run: string, label: string) => `${pathOf.run(run)}/candidates/${part(label)}`,
  /** @param since The version that the reader has. */
  matrix: (run: string, split: string, since?: string) =>
    `${pathOf.run(run)}/matrix/${part(split)}${since === undefined ? '' : `?since=${part(since)}`}`,
  confusion: (run: string, split: string, label: string) => `${pathOf.matrix(run, split)}/confusion?of=${part(label)}`,
  item: (run: string, split: string, itemId: string, labels: readonly string[]) =>
    `${pathOf.run(run)}/items/${part(split)}/${part(itemId)}${labels.length === 0 ? '' : '?of='}` +
    labels.map(part).join('&of='),
  compare: (first: string, second: string, split = '') =>
    `/api/compare?first=${part(first)}&second=${part(second)}${split === '' ? '' : `&split=${part(split)}`}`,
  reviews: () => '/api/reviews',
  studies: () => '/api/studies',
  study: (name: string) => `${pathOf.studies()}/${part(name)}`,
  transfers: () => '/api/transfers',
  transfer: (name: string) => `${pathOf.transfers()}/${part(name)}`,
};

function part(text: string): string {
  return encodeURIComponent(text);
}
