import type { z } from 'zod';
import type { PromptLimits, Question, Transition } from '../../environment/index.ts';
import type { Objective } from '../../statistics/index.ts';
import type { Task, TaskItem } from '../../task/contract.ts';
import type { CommonSettings } from '../common-settings.ts';

/** `collect`: trajectories for training are wanted, and the test split stays sealed. */
export type RunCommand = 'optimize' | 'collect';

/** What some of the defaults depend on. */
export interface Circumstances {
  /** Of the meta-agent, in tokens; `undefined` for unknown. */
  contextSize?: number | undefined;
  /** @default 'optimize' */
  command?: RunCommand | undefined;
}

/** What a search may look at before it asks. Of validation alone: the test split has no way in here. */
export interface SearchContext<Settings> {
  settings: CommonSettings & Settings;
  task: Task;
  /** Validation inputs that show what an item looks like. */
  examples: readonly TaskItem[];
  limits: PromptLimits;
  /** What the search is after. */
  objective: Objective;
  /** A candidate's mean score on each validation item that it was run on, by the item's id. */
  itemScores(candidateId: string): Promise<ReadonlyMap<string, number>>;
  /** What a candidate did on validation items that it was run on, as the meta-agent may read it, by the item's id. */
  itemCases(candidateId: string, itemIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/**
 * One search: its state is its own, and changes by what it is told. It has to be a function of that alone, with
 * random numbers drawn from the seed, so that a run that goes on asks what it asked before.
 */
export interface Search {
  /** What the meta-agent is asked in a turn, from 1. An empty list ends the search. */
  propose(turn: number): readonly Question[] | Promise<readonly Question[]>;
  /**
   * Hears what became of a turn, and of turn 0, the workflows to start from.
   * @returns the candidate that the search goes on from
   */
  tell(turn: number, transitions: readonly Transition[]): Transition | undefined;
}

/**
 * A way to search: what the meta-agent is asked, in view of what came of it before. Models, items, trial and repair,
 * evaluation, rewards, caps, the record and the sealed test are the same for all.
 */
export interface Strategy<Own extends z.ZodObject = z.ZodObject> {
  /** As a run records it. */
  id: string;
  /** One line for people, with its source. */
  about: string;
  /** What it alone can be set to; none has the name of a common setting. */
  settings: Own;
  /** What it can be set to in view of what was asked for. @default the shape of `settings`, whatever was asked for */
  settingsFor?(asked: Readonly<Record<string, unknown>>): z.ZodRawShape;
  /** Defaults that depend on the circumstances. What was asked for stays. @default those of the schema */
  settle?(asked: Partial<z.input<Own>>, circumstances: SettledCircumstances): Partial<z.input<Own>>;
  open(context: SearchContext<z.output<Own>>): Search;
}

export interface SettledCircumstances extends Circumstances {
  /** How the meta-agent is spoken to. */
  prompt: CommonSettings['prompt'];
}
