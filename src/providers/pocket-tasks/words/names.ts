import { seededRandom } from '../../../base/random.ts';
import type { BySplit } from '../contract.ts';
import { invented, mixed } from './invented.ts';
import { capitalised, split } from './text.ts';

/** People. Pre-training also knows invented ones, so that a name it never met is nothing special to the executor. */
export const NAMES: BySplit<readonly string[]> = {
  pretraining: mixed(
    split(`Ada Alan Alice Amy Andre Anita Anna Arthur Aisha Bella Ben Bianca Bruno Carla Carlos Chloe Clara
      Colin Dana David Dina Dora Elena Elias Ella Emil Emma Erik Eva Felix Fiona Frank Freya Gina Grace Gustav
      Hana Helen Henry Hugo Ian Ida Igor Ines Ivan Jack Jana Jasper Joan Joel Julia Karl Kate Kim Lara Lars Lena
      Leo Lily Linus Lucy Luis Maria Mark Marta Max Mia Milo Mona Nick Nina Noah Nora Olga Olive Omar Otto Paul
      Pia Ralph Rita Robin Ruth Sam Sara Simon Sofia Stella Tara Theo Tim Tom Tony Ursula Vera Victor Wendy Will
      Yara Zoe`),
    invented(seededRandom('pocket-names'), 8_000, ['', 'a', 'o', 'i', 'n', 'r']).map(capitalised),
  ),
  validation: split(
    'Agnes Bastian Cora Dimitri Esther Florian Gloria Heidi Isaac Judith Kofi Leila Magnus Naomi Oskar Priya',
  ),
  test: split(
    'Abel Beatrix Cedric Delia Edgar Farah Gideon Harriet Imani Jerome Kira Lorenz Mabel Nestor Odette Pascal',
  ),
};
