import { type LiveRun, noteFindings, pricesOf, withRun } from '../run/index.ts';
import type { Session } from '../session/index.ts';
import { takeUp } from './begin.ts';
import type { FilledApplyOptions, UseResult } from './contract.ts';
import { finishUse } from './finish.ts';
import type { Prepared } from './prepare.ts';
import { type InputRecord, openRecord } from './record.ts';

/** A run that lasts until it is told to end. */
export interface Life {
  readonly live: LiveRun;
  readonly record: InputRecord;
  /** Something was refused or broken off: the run does not come to its end by itself. */
  cut(): void;
  /** Resolves when the end is on record. */
  end(): Promise<UseResult>;
}

/** Begins or takes up a run, and holds it. @throws {W4sError} `run-busy` */
export async function beginLife(session: Session, options: FilledApplyOptions, prepared: Prepared): Promise<Life> {
  const { budgetUsd, maxCalls, maxTokens, signal, isPatient, forgets, cache, planned = 0 } = options;
  const { subject, executor } = prepared;
  const row = await takeUp(session, options, prepared);
  const prices = pricesOf(row, [executor], session);
  const isolated = cache === 'fresh';
  const opened = Promise.withResolvers<Pick<Life, 'live' | 'record'>>();
  const ending = Promise.withResolvers<void>();
  let isCut = false;
  const limits = { budgetUsd, maxCalls, maxTokens, signal, isPatient };
  const settings = { ...limits, prices, isolated, forgets, again: 'the same command' };
  const life = withRun(session, row, settings, async (live) => {
    await noteFindings(session.store, { runId: row.id, hash: subject.hash }, prepared.findings);
    const record = await openRecord(session.store, row, prepared, { planned, forgets });
    opened.resolve({ live, record });
    await ending.promise;
    return finishUse({ session, prepared, live, record, isCut });
  });
  life.catch(opened.reject);
  return {
    ...(await opened.promise),
    cut: () => void (isCut = true),
    end: () => {
      ending.resolve();
      return life;
    },
  };
}
