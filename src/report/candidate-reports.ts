import type { EvaluationSummary } from '../evaluate/index.ts';
import { type CandidateRow, findingsOf } from '../store/index.ts';
import type { CandidateReport, RunReport } from './contract.ts';
import type { Facts } from './facts.ts';
import { inconclusive } from './missing.ts';
import { problemsOf } from './problems.ts';

export async function turnReports(facts: Facts): Promise<RunReport['turns']> {
  const reports = await Promise.all(facts.candidates.map((candidate) => candidateReport(facts, candidate)));
  return [...Map.groupBy(reports, ({ turn }) => turn)].map(([turn, candidates]) => ({ turn, candidates }));
}

async function candidateReport(
  { store, candidates, split, evaluations, costByCandidate }: Facts,
  row: CandidateRow,
): Promise<CandidateReport> {
  const evaluation = evaluations.get(`${row.id}/${split}`);
  const findings = row.code_hash === null ? [] : await findingsOf(store, row.code_hash);
  return {
    id: row.id,
    turn: Number(row.turn),
    slot: Number(row.slot),
    parentId: row.parent_id,
    writtenBy: row.written_by,
    status: statusOf(row, evaluation),
    accuracy: evaluation?.accuracy ?? null,
    interval: evaluation?.interval ?? null,
    n: evaluation?.n ?? 0,
    reward: row.reward,
    repairs: Number(row.repairs),
    costUsd: costByCandidate.get(row.id) ?? (costByCandidate.has(row.id) ? null : 0),
    callsPerItem: evaluation?.callsPerItem ?? null,
    malformed: evaluation?.malformed ?? null,
    latencyMs: evaluation?.latencyMs ?? null,
    code: row.code ?? row.raw_code,
    parentCode: candidates.find(({ id }) => id === row.parent_id)?.code ?? null,
    analysis: row.analysis,
    findings: findings.map(({ rule, detail, line }) => ({
      kind: rule,
      detail,
      line: Number(line) === 0 ? null : Number(line),
    })),
    error:
      row.problem ??
      (evaluation?.accuracy === null
        ? inconclusive(evaluation, await problemsOf(store, evaluation.evaluationId))
        : null),
    failures: evaluation?.failures ?? {},
  };
}

function statusOf(
  { status, raw_code }: CandidateRow,
  evaluation: EvaluationSummary | undefined,
): CandidateReport['status'] {
  if (status === 'held') return 'held';
  if (status === 'skipped') return raw_code === null ? 'skipped' : 'crashed';
  if (evaluation?.status === 'raced') return 'raced';
  return status;
}
