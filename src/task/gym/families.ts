import { usageError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';

/** The package version with these families. */
export const GYM_VERSION = '0.1.25';

/** Families by the package's own groups. `composite`, which mixes others, is left out: names joined by `+` do that. */
export const GYM_FAMILIES: Readonly<Record<string, readonly string[]>> = {
  algebra: words(
    'complex_arithmetic intermediate_integration polynomial_equations polynomial_multiplication ' +
      'simple_equations simple_integration',
  ),
  algorithmic: words(
    'ab base_conversion binary_alternation binary_matrix caesar_cipher count_primes cryptarithm ' +
      'game_of_life game_of_life_halting graph_color group_anagrams isomorphic_strings jugs letter_counting ' +
      'letter_jumble manipulate_matrix number_filtering number_sorting palindrome_generation ' +
      'palindrome_partitioning pool_matrix ransom_note rotate_matrix rotten_oranges sentence_reordering ' +
      'spell_backward spiral_matrix string_insertion string_manipulation string_splitting string_synthesis ' +
      'word_ladder word_sequence_reversal word_sorting',
  ),
  arc: words('arc_1d arc_agi rearc'),
  arithmetic: words(
    'basic_arithmetic bitwise_arithmetic calendar_arithmetic chain_sum count_bits decimal_arithmetic ' +
      'decimal_chain_sum dice fraction_simplification gcd gsm_symbolic lcm leg_counting number_format ' +
      'power_function prime_factorization products time_intervals',
  ),
  code: words('bf codeio'),
  cognition: words(
    'color_cube_rotation figlet_font modulo_grid needle_haystack number_sequence rectangle_count rubiks_cube',
  ),
  games: words(
    'boxnet countdown emoji_mystery futoshiki kakurasu knight_swap mahjong_puzzle maze mini_sudoku ' +
      'n_queens puzzle24 rush_hour sokoban sudoku survo tower_of_hanoi tsumego',
  ),
  geometry: words('advanced_geometry simple_geometry'),
  graphs: words('course_schedule family_relationships largest_island path_star quantum_lock shortest_path'),
  induction: words('acre list_functions'),
  logic: words('aiw circuit_logic knights_knaves propositional_logic self_reference syllogism zebra_puzzles'),
  probability: words('coin_flip'),
};

/** The only family that needs pycosat, which has to be compiled. */
export const NEEDS_COMPILER: readonly string[] = ['zebra_puzzles'];

/** @throws usage error `unknown-task` naming the nearest family */
export function groupOf(family: string): string {
  const [group] = Object.entries(GYM_FAMILIES).find(([, families]) => families.includes(family)) ?? [];
  if (group !== undefined) return group;
  const close = nearest(family, Object.values(GYM_FAMILIES).flat());
  const guess = close === undefined ? '' : ` Did you mean \`${close}\`?`;
  throw usageError('unknown-task', `Expected a family of Reasoning Gym ${GYM_VERSION}, got \`${family}\`.${guess}`, {
    hint: '`w4s tasks reasoning-gym` lists them.',
    facts: { family, nearest: close },
  });
}

function words(text: string): string[] {
  return text.split(' ');
}
