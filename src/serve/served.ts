import { basename, resolve } from 'node:path';
import { usageError } from '../base/errors.ts';
import { parseCandidate } from '../base/candidate-id.ts';
import { type OpenWorkflow, openWorkflow } from '../apply/index.ts';
import type { Session } from '../session/index.ts';
import { type Store, approvalOf } from '../store/index.ts';
import { type Subject, findSubject, versionLabel } from '../subject/index.ts';
import { type PublishedScores, scoresOfSubject } from '../versions/index.ts';
import type { ServeOptions } from './contract.ts';
import { type Days, openDays } from './day.ts';

/** A workflow that clients may call. */
export interface Served extends Days {
  id: string;
  /** What else it may be called by. */
  names: readonly string[];
  subject: Subject;
  executor: string;
  /** What it was measured at, as far as it was. */
  scores: PublishedScores;
  /** Who approved it last, of those who did. */
  approvedBy: string | undefined;
  /** The run that was opened last. */
  readonly run: string;
  /** Seconds since 1970. */
  created: number;
}

/** Opens each workflow for today. @throws as `openWorkflow`; usage error for two of one name */
export async function openServed(session: Session, options: ServeOptions): Promise<Served[]> {
  const all: Served[] = [];
  // Loaded once: its tools stay open from day to day.
  const task = options.task === undefined ? undefined : await session.task(options.task);
  try {
    for (const reference of options.workflows) {
      const served = await openOne(session, { ...options, task }, reference);
      all.push(served);
      if (all.some((other) => other !== served && other.id === served.id))
        throw usageError('duplicate-model', `Expected workflows of different names, got \`${served.id}\` twice`);
    }
    return all;
  } catch (error) {
    await Promise.allSettled(all.map((one) => one.close()));
    throw error;
  }
}

async function openOne(session: Session, options: ServeOptions, reference: string): Promise<Served> {
  const { now = Date.now, executor, task, maxTokens, cache, forgets, budgetUsdPerDay: budgetUsd } = options;
  const concurrency = options.maxConcurrency ?? session.concurrency;
  const shared = { executor, task, maxTokens, cache, forgets, budgetUsd, session, concurrency };
  // Found once: what is published or edited meanwhile is not what clients were told that they ask.
  const workflow = await findSubject(session.store, reference);
  const place = workflow.file === undefined ? workflow.label : resolve(reference);
  let run = '';
  const open = async (day: string): Promise<OpenWorkflow> => {
    const opened = await openWorkflow({
      ...shared,
      workflow,
      command: 'serve',
      name: `serve ${place} ${day}`,
      goesOn: 'always',
      isPatient: true,
    });
    run = opened.runId;
    return opened;
  };
  const days = openDays(open, now);
  const { subject, executor: measuredWith } = await days.today();
  const id = idOf(reference, subject);
  const created = Math.floor((subject.version?.created_at ?? now()) / 1_000);
  return {
    ...days,
    id,
    names: namesOf(subject, reference),
    subject,
    executor: measuredWith,
    scores: await scoresOfSubject(session.store, subject),
    approvedBy: await approverOf(session.store, subject),
    get run() {
      return run;
    },
    created,
  };
}

async function approverOf(store: Store, { version, hash }: Subject): Promise<string | undefined> {
  if (version !== undefined) return version.approved_by;
  const approval = await approvalOf(store, hash);
  return approval?.decision === 'approved' ? approval.by : undefined;
}

function idOf(reference: string, { version, file, label }: Subject): string {
  if (version !== undefined) return versionLabel(version);
  if (file !== undefined) return basename(reference, '.py');
  return parseCandidate(reference).label === null ? parseCandidate(label).run : label;
}

/** A name without its number means the version that is served. */
function namesOf({ version, label }: Subject, reference: string): string[] {
  return [...new Set([reference, label, ...(version === undefined ? [] : [version.name])])];
}

/** By its id first: a version's bare name may stand for several. */
export function findServed(all: readonly Served[], model: string): Served | undefined {
  return all.find(({ id }) => id === model) ?? all.find(({ names }) => names.includes(model));
}
