import type { Money } from '../present/index.ts';
import type { ItemFailureKind } from '../workflow/index.ts';
import { runningBest } from '../statistics/index.ts';
import type { CandidateReport, CostLine, RunReport, TurnReport } from './contract.ts';

/** All candidates, in order of turn and slot. */
export function candidatesOf(report: Pick<RunReport, 'turns'>): CandidateReport[] {
  return report.turns.flatMap(({ candidates }) => candidates);
}

/** Whether its mean may be compared with others': fully evaluated and conclusive. */
function isScored(candidate: CandidateReport): candidate is CandidateReport & { accuracy: number } {
  return candidate.status === 'scored' && candidate.accuracy !== null;
}

/** The best accuracy up to each turn, over the whole history; `null` before anything was scored. */
export function bestByTurn(report: RunReport): { turn: number; best: number | null }[] {
  const best = runningBest(report.turns.map(turnBest));
  return report.turns.map(({ turn }, i) => ({ turn, best: best[i] ?? null }));
}

function turnBest({ candidates }: TurnReport): number | null {
  const accuracies = candidates.filter(isScored).map(({ accuracy }) => accuracy);
  return accuracies.length === 0 ? null : Math.max(...accuracies);
}

/** Sum of what is priced. */
export function addMoney(parts: readonly (number | null)[]): Money {
  const priced = parts.filter((part) => part !== null);
  const unpriced = parts.length - priced.length;
  return { usd: priced.length === 0 && unpriced > 0 ? null : priced.reduce((sum, part) => sum + part, 0), unpriced };
}

/** Cost of the run up to each turn. */
export function costByTurn(report: RunReport): { turn: number; money: Money }[] {
  const soFar: (number | null)[] = [];
  return report.turns.map(({ turn, candidates }) => {
    soFar.push(...candidates.map(({ costUsd }) => costUsd));
    return { turn, money: addMoney(soFar) };
  });
}

/** Cost, calls and tokens over all lines of the ledger. */
export function totalCost(costs: readonly CostLine[]): { money: Money; calls: number; tokens: number } {
  return {
    money: addMoney(costs.map(({ costUsd }) => costUsd)),
    calls: costs.reduce((sum, { calls }) => sum + calls, 0),
    tokens: costs.reduce((sum, line) => sum + line.promptTokens + line.completionTokens, 0),
  };
}

/** Whether no candidate beat the start. */
export function startWon(report: RunReport): boolean {
  return candidatesOf(report).some(({ id, turn }) => id === report.winner?.candidateId && turn === 0);
}

/** Failures by kind, the most frequent first. */
export function rankedFailures(failures: RunReport['failures']): [ItemFailureKind, number][] {
  return (Object.entries(failures) as [ItemFailureKind, number][])
    .filter(([, number]) => number > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
