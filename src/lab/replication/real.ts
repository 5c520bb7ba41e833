import type { Design, Learner } from './design.ts';

const MAIN = 5;
const OTHERS = 3;
const FEW = 1;

const UNTRAINED: Learner = { name: 'untrained', method: null, trainings: MAIN };
const WITH_IDEAS: Learner = { ...UNTRAINED, name: 'untrained-ideas', ideas: 'shown' };
const RANK: Learner = { name: 'rlao-rank', method: 'rlao', reward: 'rank', trainings: MAIN };

/** The first one is the claim. */
const PAIRS: Design['pairs'] = [
  ['rlao-rank', 'untrained'],
  ['rlao-rank', 'untrained-ideas'],
  ['untrained-ideas', 'untrained'],
  ['rlao', 'untrained'],
  ['rlao-rank', 'sft-best'],
  ['rlao-rank', 'rlao-rank-shuffled'],
  ['rlao-rank', 'rlao'],
  ['sft-best', 'untrained'],
  ['group-softmax', 'sft-best'],
  ['rlao-rank', 'sft-all'],
  ['rlao-rank', 'advantage'],
  ['rlao-rank', 'rlao-gain'],
  ['rlao-rank', 'rlao-tau-0.1'],
  ['rlao-rank', 'best-of-n'],
  ['best-of-n-rank', 'best-of-n'],
  ['rlao-rank', 'vote'],
  ['rlao-rank', 'program-of-thought'],
  ['rlao-rank', 'program-of-thought-vote'],
  ['rlao-rank', 'chain-of-thought'],
  ['rlao-rank', 'direct'],
];

/** What docs/real-models.md began with, given up after a seed: its trajectories hold next to nothing to learn. */
const PLAIN: Design = {
  name: 'real', // as its runs are named, from when it was the only one
  seen: [
    'reasoning-gym:letter_counting?max_words=8',
    'reasoning-gym:base_conversion?max_value=64',
    'reasoning-gym:leg_counting?min_animals=2&max_animals=3',
    'reasoning-gym:prime_factorization?max_value=600',
    'reasoning-gym:chain_sum?min_terms=3&max_terms=5&min_digits=2&max_digits=3',
    'reasoning-gym:number_sequence?max_terms=6&max_complexity=1',
    'reasoning-gym:syllogism',
    'reasoning-gym:number_format?max_num_candidates=3',
    'gsm-plus',
    'mgsm',
  ],
  heldOut: [
    'reasoning-gym:products?max_digits=3',
    'reasoning-gym:spell_backward?max_word_len=7',
    'reasoning-gym:calendar_arithmetic',
    'reasoning-gym:simple_equations?max_terms=2&max_value=20',
    'reasoning-gym:count_bits?max_n=65535',
    'reasoning-gym:time_intervals?task_types=["time"]',
    'reasoning-gym:number_filtering?max_numbers=5&max_decimals=0',
    'reasoning-gym:aiw',
    'svamp',
    'gsm-hard',
  ],
  starts: ['direct', 'chain_of_thought_text'],
  learners: learners(),
  pairs: PAIRS,
  byHand: [
    { name: 'direct', workflow: 'direct', trainings: MAIN },
    { name: 'chain-of-thought', workflow: 'chain_of_thought_text', trainings: MAIN },
    { name: 'self-consistency', workflow: 'self_consistency', trainings: FEW },
    { name: 'program-of-thought', workflow: 'program_of_thought_text', trainings: MAIN },
    { name: 'program-of-thought-vote', workflow: 'code_generation', trainings: FEW },
  ],
  collecting: { episodes: 1, candidates: 4, horizon: 2, validation: 6, ideas: 'off' },
  learning: { lora: 16, epochs: 2, lr: 2e-4, rowsPerStep: 4, kinds: ['action'] },
  searching: { turns: 2, candidates: 1, validation: 8, test: 16 },
  metaTemperature: 0.8,
  repairs: 1,
  tokens: { executor: 400, meta: 600 },
};

/** The comparison of docs/real-models.md. Fixed before arms were compared on a held-out task. */
export const REAL: Design = {
  ...PLAIN,
  name: 'ideas',
  collecting: { ...PLAIN.collecting, candidates: 3, ideas: 'shown' },
  learners: [...learners(), WITH_IDEAS],
};

function learners(): Learner[] {
  return [
    UNTRAINED,
    { name: 'rlao', method: 'rlao', trainings: MAIN },
    RANK,
    { name: 'sft-best', method: 'sft-best', reward: 'rank', trainings: MAIN },
    { name: 'rlao-rank-shuffled', method: 'rlao', reward: 'rank', shuffled: true, trainings: MAIN },
    { name: 'group-softmax', method: 'group-softmax', reward: 'gain', trainings: OTHERS, isBeside: true },
    { name: 'advantage', method: 'advantage', reward: 'rank', trainings: OTHERS, isBeside: true },
    { name: 'sft-all', method: 'sft-all', trainings: OTHERS, isBeside: true },
    { name: 'rlao-gain', method: 'rlao', reward: 'gain', trainings: OTHERS, isBeside: true },
    { name: 'rlao-tau-0.1', method: 'rlao', tau: 0.1, trainings: OTHERS, isBeside: true },
    { name: 'best-of-n', method: null, atOnce: true, trainings: MAIN, isBeside: true },
    { name: 'best-of-n-rank', method: 'rlao', atOnce: true, weightsOf: 'rlao-rank', trainings: MAIN, isBeside: true },
  ];
}

/**
 * What first trainings do on the tasks that they have seen, with other items: to settle the design before any held-out
 * task is looked at.
 */
const PILOT: Design = {
  ...REAL,
  name: 'ideas-pilot',
  trainedBy: REAL.name,
  itemsFrom: 100,
  heldOut: REAL.seen.filter((task) => task.startsWith('reasoning-gym:')),
  learners: REAL.learners
    .filter(({ name }) => ['untrained', 'untrained-ideas', 'rlao', 'rlao-rank', 'sft-best'].includes(name))
    .map((one) => ({ ...one, trainings: 1, isBeside: false })),
  byHand: REAL.byHand.map((one) => ({ ...one, trainings: 1 })),
  searching: { turns: 1, candidates: 4, validation: 8, test: 8 },
};

/** The same procedure in a few minutes, to check that everything works. Its figures mean nothing. */
const SMALL: Design = {
  ...REAL,
  name: 'small',
  seen: ['reasoning-gym:gcd', 'reasoning-gym:letter_counting'],
  heldOut: ['reasoning-gym:count_bits'],
  learners: learners()
    .filter(({ name }) => ['untrained', 'rlao-rank', 'rlao-rank-shuffled', 'best-of-n-rank'].includes(name))
    .map((one) => ({ ...one, trainings: 1 })),
  byHand: [
    { name: 'direct', workflow: 'direct', trainings: 1 },
    { name: 'program-of-thought', workflow: 'program_of_thought_text', trainings: 1 },
  ],
  collecting: { episodes: 1, candidates: 3, horizon: 1, validation: 3, ideas: 'shown' },
  searching: { turns: 1, candidates: 2, validation: 3, test: 4 },
};

const LONG: Learner = { ...RANK, name: 'rlao-rank-long', epochs: 6 };

/** The seeds whose trajectories are kept. */
const KEPT = [1, 2, 3, 4];

const MANY: Learner = {
  ...RANK,
  name: 'rlao-rank-many',
  rowsOf: (seed) => [0, 1, 2].map((i) => 1 + ((seed - 1 + i) % KEPT.length)),
};

/** The same model, whose searches draw closer to what it holds most likely. */
function cool(learner: Learner): Learner {
  return { ...learner, name: `${learner.name}-cool`, weightsOf: learner.name, metaTemperature: 0.3 };
}

/**
 * After the comparison, on seen tasks only: what more passes, the rows of three seeds, and a lower temperature of the
 * searches change. Trained on half of the families and on the benchmarks, searched on the other half with other items.
 * `-long` and `-many` make the same number of steps.
 */
const AGAIN: Design = {
  ...REAL,
  name: 'again',
  collectedBy: REAL.name,
  itemsFrom: 100,
  seeds: KEPT,
  seen: REAL.seen.filter((task, i) => i % 2 === 1 || !task.startsWith('reasoning-gym:')),
  heldOut: REAL.seen.filter((task, i) => i % 2 === 0 && task.startsWith('reasoning-gym:')),
  learners: [UNTRAINED, WITH_IDEAS, RANK, LONG, MANY, ...[UNTRAINED, RANK, LONG, MANY].map(cool)],
  pairs: [
    ['rlao-rank', 'untrained'],
    ['rlao-rank-long', 'rlao-rank'],
    ['rlao-rank-many', 'rlao-rank'],
    ['rlao-rank-many', 'rlao-rank-long'],
    ['rlao-rank-many', 'untrained'],
    ['untrained-ideas', 'untrained'],
    ['untrained-cool', 'untrained'],
    ['rlao-rank-cool', 'rlao-rank'],
    ['rlao-rank-long-cool', 'rlao-rank-long'],
    ['rlao-rank-many-cool', 'rlao-rank-many'],
  ],
  byHand: [],
  searching: { turns: 1, candidates: 4, validation: 6, test: 8 },
};

/** By their names, for the command line. */
export const DESIGNS: Readonly<Record<string, Design>> = {
  real: REAL,
  plain: PLAIN,
  pilot: PILOT,
  again: AGAIN,
  small: SMALL,
};
