import { HELD_OUT } from '../../providers/pocket-tasks/index.ts';
import { exampleWorkflow } from '../../workflow/index.ts';
import type { AblationOptions } from './options.ts';

/**
 * The comparison of the pocket models: every value of `w4s ablation --pocket`. A given flag replaces its value here, a
 * list as a whole.
 */
export const POCKET_DESIGN = {
  tasks: HELD_OUT,
  executor: 'pocket:executor',
  meta: 'pocket:meta',
  arms: [
    { name: 'rlao', model: 'pocket:meta-rlao' },
    { name: 'sft-all', model: 'pocket:meta-sft-all' },
    { name: 'sft-best', model: 'pocket:meta-sft-best' },
  ],
  workflows: [
    { name: 'chain-of-thought', file: exampleWorkflow('chain_of_thought') },
    { name: 'self-consistency', file: exampleWorkflow('self_consistency') },
    { name: 'code-generation', file: exampleWorkflow('code_generation') },
    { name: 'program-of-thought', file: exampleWorkflow('program_of_thought') },
  ],
  seeds: 16,
  turns: 5,
  candidates: 1,
  calls: 400,
  validation: 32,
  test: 120,
  context: 'last',
  metaTemperature: 1,
} satisfies AblationOptions;
