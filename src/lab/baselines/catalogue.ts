import type { Range } from '../../score/index.ts';

/** A hand-made workflow that a search has to beat. */
export interface Baseline {
  /** The file of `examples/workflows` without its ending, which `--start` takes too. */
  name: string;
  /** Where it comes from; `null` for the plain question. */
  source: string | null;
  /** Executor calls an item, by its text. */
  calls: Range;
  /** The only tasks that it makes sense for. @default all */
  only?: 'answers' | 'programs';
}

/** The one that all others are measured against; it is always scored. */
export const REFERENCE = 'direct';

/** From the plain question to the dearest. */
export const BASELINES: readonly Baseline[] = [
  { name: REFERENCE, source: null, calls: exactly(1) },
  { name: 'chain_of_thought', source: 'Wei et al. 2022, arXiv 2201.11903', calls: exactly(1) },
  { name: 'chain_of_thought_text', source: 'Wei et al. 2022, arXiv 2201.11903', calls: exactly(1), only: 'answers' },
  { name: 'multi_persona', source: 'Wang et al. 2023, arXiv 2307.05300', calls: exactly(1) },
  { name: 'program_of_thought', source: 'Chen et al. 2022, arXiv 2211.12588', calls: exactly(1), only: 'answers' },
  {
    name: 'program_of_thought_text',
    source: 'Chen et al. 2022, arXiv 2211.12588',
    calls: exactly(1),
    only: 'answers',
  },
  { name: 'step_back', source: 'Zheng et al. 2023, arXiv 2310.06117', calls: exactly(2) },
  { name: 'role_assignment', source: 'Xu et al. 2023, arXiv 2305.14688', calls: exactly(2) },
  { name: 'self_refine', source: 'Madaan et al. 2023, arXiv 2303.17651', calls: { low: 2, high: 5 } },
  { name: 'reflexion', source: 'Shinn et al. 2023, arXiv 2303.11366', calls: { low: 1, high: 7 } },
  {
    name: 'code_with_public_tests',
    source: 'Chen et al. 2023, arXiv 2304.05128',
    calls: { low: 1, high: 4 },
    only: 'programs',
  },
  { name: 'quality_diversity', source: 'Lu et al. 2024, arXiv 2405.15143', calls: exactly(4) },
  {
    name: 'translate_solve_vote',
    source: 'Nie et al. 2025, arXiv 2504.04785',
    calls: { low: 4, high: 5 },
    only: 'answers',
  },
  { name: 'self_consistency', source: 'Wang et al. 2022, arXiv 2203.11171', calls: exactly(5), only: 'answers' },
  {
    name: 'program_of_thought_vote',
    source: 'Chen et al. 2022, arXiv 2211.12588',
    calls: { low: 5, high: 6 },
    only: 'answers',
  },
  { name: 'multi_agent_debate', source: 'Du et al. 2023, arXiv 2305.14325', calls: exactly(6) },
  { name: 'expert_panel', source: 'Nie et al. 2025, arXiv 2504.04785', calls: exactly(6), only: 'answers' },
];

function exactly(calls: number): Range {
  return { low: calls, high: calls };
}
