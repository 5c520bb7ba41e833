import type { BySplit } from './contract.ts';

type Texts = BySplit<readonly string[]>;

/**
 * How the answer is to be written.
 * `{U}` is a unit, `{d}` a number of digits, `{O}` an order, `{J}` what stands between.
 */
export const DEMANDS = {
  decimals: {
    pretraining: [
      'Write it with two decimals.',
      'Give two decimals.',
      'The answer has two decimals.',
      'Round to two decimals.',
      'Answer with two decimals, as in 3.50.',
      'Use exactly two decimals.',
      'Two decimals, please.',
      'The answer must show two decimals.',
      'Write the number with 2 digits after the point.',
    ],
    validation: [
      'Give it rounded, with two decimals.',
      'Exactly two decimals must be written.',
      'Show two decimals in the answer.',
    ],
    test: [
      'The number has exactly two decimals.',
      'Write two decimals, as in 0.40.',
      'Answer with a number of two decimals.',
    ],
  },
  ten: {
    pretraining: [
      'Round it to the nearest ten.',
      'Give it to the nearest ten.',
      'The answer is rounded to the nearest ten.',
      'Answer to the nearest ten.',
      'Write the nearest ten.',
      'Round to tens.',
      'Only the nearest ten is asked for.',
      'Rounded to the nearest 10, please.',
    ],
    validation: ['Write it rounded to the nearest ten.', 'Give the nearest ten as the answer.'],
    test: ['The nearest ten is the answer.', 'Answer with the number rounded to the nearest ten.'],
  },
  hundred: {
    pretraining: [
      'Round it to the nearest hundred.',
      'Give it to the nearest hundred.',
      'The answer is rounded to the nearest hundred.',
      'Answer to the nearest hundred.',
      'Write the nearest hundred.',
      'Round to hundreds.',
      'Only the nearest hundred is asked for.',
      'Rounded to the nearest 100, please.',
    ],
    validation: ['Write it rounded to the nearest hundred.', 'Give the nearest hundred as the answer.'],
    test: ['The nearest hundred is the answer.', 'Answer with the number rounded to the nearest hundred.'],
  },
  unit: {
    pretraining: [
      'Write the number with its unit after it.',
      'Give the unit after the number.',
      'The answer ends with the unit {U}.',
      'Answer with number and unit.',
      'Do not forget the unit {U}.',
      'Put {U} after the number.',
      'The unit comes after the number.',
      'Write a number, then its unit.',
      'Number, space, unit: so it is written.',
    ],
    validation: [
      'Give the number and then the unit {U}.',
      'The answer is a number with its unit.',
      'Put the unit after the number.',
    ],
    test: [
      'Answer with the number and {U} after it.',
      'The number comes first, then its unit.',
      'Write the unit after the number, too.',
    ],
  },
  thousands: {
    pretraining: [
      'Write it with commas for thousands.',
      'Put a comma after the thousands.',
      'Use a comma as thousands separator.',
      'The answer has a thousands separator, as in 4,000.',
      'Thousands are set off by a comma.',
      'Give it with thousands separators.',
      'Separate the thousands with a comma.',
      'Answer as in 1,234, with a comma.',
    ],
    validation: ['Write the thousands with a comma, as in 7,000.', 'Use thousands separators in the answer.'],
    test: ['Put in a comma as thousands separator.', 'Answer with commas, as in 2,500.'],
  },
  percent: {
    pretraining: [
      'Write it as a percentage with one decimal.',
      'Give it in percent with one decimal.',
      'The answer is a percentage with one decimal.',
      'Answer in percent, one decimal, with the sign %.',
      'As a percentage, with one decimal.',
      'Use percent with one decimal, as in 12.5%.',
      'One decimal and the sign %, please.',
      'Write a percentage such as 40.0%.',
    ],
    validation: [
      'Give a percentage with one decimal, as in 20.0%.',
      'Answer as a percentage with the sign % and one decimal.',
    ],
    test: ['Write it in percent: one decimal and the sign %.', 'The answer must be a percentage with one decimal.'],
  },
  padded: {
    pretraining: [
      'Write it with {d} digits, with zeros in front.',
      'Pad it with zeros to {d} digits.',
      'The answer has {d} digits, filled with zeros in front.',
      'Put zeros in front until there are {d} digits.',
      'Give {d} digits, with leading zeros.',
      'Use leading zeros, {d} digits in all.',
      'Answer with {d} digits and zeros in front.',
      'Fill up with leading zeros to {d} digits.',
    ],
    validation: ['Pad the answer to {d} digits with leading zeros.', 'Give it with zeros in front, {d} digits in all.'],
    test: ['Write {d} digits with leading zeros.', 'Fill it with zeros in front until it has {d} digits.'],
  },
  clock: {
    pretraining: [
      'Write it as h:mm.',
      'Give hours and minutes as h:mm.',
      'The answer has the form h:mm.',
      'Answer as h:mm, as in 1:05.',
      'Use the form h:mm.',
      'In hours and minutes: h:mm.',
      'As h:mm, please.',
      'Write hours, a colon and two digits of minutes.',
    ],
    validation: ['Give the answer in the form h:mm.', 'Write hours and minutes as in 2:08.'],
    test: ['Answer in hours and minutes, h:mm.', 'The form is h:mm, as in 3:07.'],
  },
  sorted: {
    pretraining: [
      'Sort them {O}, with {J} between.',
      'Write them {O}, joined by {J}.',
      'Give the list {O} with {J} between.',
      'The answer is the list {O}, separated by {J}.',
      'Put them in order, {O}, with {J} between.',
      'Answer with the list, {O}, joined by {J}.',
      'Order them {O} and join them by {J}.',
      'List them {O}; between them stands {J}.',
      'Sort them {O} and separate them by {J}.',
    ],
    validation: [
      'Put them {O} and join them by {J}.',
      'Give them sorted, {O}, with {J} between.',
      'The list is written {O}, separated by {J}.',
    ],
    test: [
      'Sort the list {O}; join it by {J}.',
      'Write the list in order, {O}, with {J} between.',
      'Answer with them {O}, separated by {J}.',
    ],
  },
} satisfies Record<string, Texts>;
