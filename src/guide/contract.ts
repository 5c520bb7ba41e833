import type { Bill } from '../run/index.ts';
import type { Model } from '../model/contract.ts';
import type { SessionOptions } from '../session/index.ts';

export interface GuideOptions extends SessionOptions {
  /** Searches to learn from: ids, names, or beginnings of ids. */
  runs: readonly string[];
  /** The model that writes the guide. */
  writer: string | Model;
  /** Where the guide is written to. No file may be there. @default 'guide.md' */
  out?: string;
  /** The most that the guide may have. @default 400 */
  words?: number;
  /** Dollars. @default no cap */
  budgetUsd?: number;
  /** `fresh` leaves answers of other runs alone. @default 'use' */
  cache?: 'use' | 'fresh';
}

export interface GuideResult {
  /** The run of the writing itself. */
  run: string;
  path: string;
  /** Without the head of its file. */
  guide: string;
  words: number;
  /** Whether the writer wrote more, which was left out. */
  isCut: boolean;
  /** Share of its lines that the writer copied from what it was shown. In [0, 1]. */
  copied: number;
  /** Ids of the searches that it was learnt from. */
  learntFrom: string[];
  tasks: string[];
  writer: string;
  simulated: boolean;
  paid: Bill;
}
