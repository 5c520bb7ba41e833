import type { BySplit } from './contract.ts';

type Sentences = BySplit<readonly string[]>;
export type QuestionKind =
  | 'price'
  | 'change'
  | 'time'
  | 'remainder'
  | 'sequence'
  | 'area'
  | 'perimeter'
  | 'average'
  | 'divisible'
  | 'largest'
  | 'smallest';

export const LAYOUTS: Sentences = {
  pretraining: [
    options('*) ', ' '),
    options('(*) ', ' '),
    options('*: ', ', '),
    options('*. ', ' '),
    options('*) ', ', '),
    options('* = ', ', '),
    options('[*] ', ' '),
    options('* ', '; '),
    `Options: ${options('* ', ', ')}`,
    `${options('*: ', ' ')}. Which letter?`,
  ],
  validation: [`Options: ${options('*) ', ' ')}`, options('(*) ', ', '), options('*: ', '; ')],
  test: [`Options: ${options('(*) ', ' ')}`, options('*. ', ', '), `${options('*) ', '; ')}. Which letter?`],
};

export const QUESTIONS: Readonly<Record<QuestionKind, Sentences>> = {
  price: {
    pretraining: [
      'One pack of {T} costs {a} coins. How many coins do {b} packs cost?',
      '{T} cost {a} coins a piece. {N} buys {b} of them. What is the price?',
      '{N} buys {b} {T} at {a} coins each. How many coins is that?',
      'The price of each of the {T} is {a} coins. What do {b} of them cost?',
      '{N} sells {b} {T} for {a} coins each. How many coins does {N} get?',
      'In a shop {T} are {a} coins each. What does {N} pay for {b}?',
      'Each of {b} {T} costs {a} coins. What is the price of them all?',
      'For each of the {T} {N} pays {a} coins. How many coins pay for {b} of them?',
      '{a} coins buy one of the {T}. How many coins does {N} need for {b}?',
      '{N} needs {b} {T}. At {a} coins a piece, what do they cost?',
    ],
    validation: [
      '{N} pays {a} coins for each of {b} {T}. What do they all cost?',
      'In a shop {b} {T} are {a} coins each. What is the price of them all?',
      '{N} needs {b} {T}. One costs {a} coins. How many coins is that?',
    ],
    test: [
      '{N} buys {b} packs of {T} at {a} coins each. What does {N} pay?',
      'What is the price of {b} {T} that cost {a} coins a piece?',
      'One of the {T} costs {a} coins. How many coins does {N} get for {b}?',
    ],
  },
  change: {
    pretraining: [
      '{N} has {c} coins and buys {b} {T} at {a} coins each. How many coins are left?',
      '{b} {T} at {a} coins a piece are paid with {c} coins. How much change does {N} get?',
      '{N} pays with {c} coins for {b} {T} that cost {a} each. What is the change?',
      'Out of {c} coins {N} pays for {b} {T}, {a} coins each. What remains?',
      '{T} cost {a} coins each. {N} takes {b} and gives {c} coins. How many come back?',
      'With {c} coins {N} goes to a shop and buys {b} {T} for {a} each. What is left?',
      'Each of {b} {T} costs {a} coins. {N} has {c}. How many coins remain after paying?',
      'After buying {b} {T} at {a} coins each, what is left of {c} coins?',
      '{N} gives {c} coins for {b} {T}, {a} coins each. How much comes back?',
    ],
    validation: [
      'Each of the {T} costs {a} coins. {N} has {c} coins and buys {b}. What remains?',
      '{N} gives {c} coins for {b} {T} that cost {a} each. How much is the change?',
    ],
    test: [
      '{N} goes to a shop with {c} coins and takes {b} {T} at {a} coins each. How many coins are left?',
      '{b} {T}, {a} coins a piece, are paid with {c} coins. What comes back?',
    ],
  },
  time: {
    pretraining: [
      'A train leaves at {s} and arrives at {e}. How many minutes does it take?',
      '{N} works from {s} to {e}. How many minutes is that?',
      'A film starts at {s} and ends at {e}. How many minutes long is it?',
      'It is {s}. How many minutes are there until {e}?',
      '{N} starts at {s} and is done at {e}. How many minutes have passed?',
      'How many minutes pass between {s} and {e}?',
      'From {s} until {e} {N} sorts {T}. How many minutes is this?',
      'The clock shows {s}, later {e}. How many minutes have passed between?',
      '{N} left at {s} and came back at {e}. How many minutes was {N} away?',
      'A shop for {T} opens at {s} and closes at {e}. How many minutes is it open?',
    ],
    validation: [
      '{N} leaves at {s} and comes back at {e}. How many minutes have passed?',
      'A shop for {T} is open from {s} until {e}. How many minutes is this?',
    ],
    test: [
      '{N} sorts {T}, starts at {s} and ends at {e}. How many minutes does it take?',
      'A train left at {s} and arrives at {e}. How many minutes pass between?',
    ],
  },
  remainder: {
    pretraining: [
      '{N} puts {a} {T} into boxes of {b}. How many are left over?',
      '{a} {T} are shared equally among {b} people. How many remain?',
      'What is the remainder when {N} divides {a} {T} by {b}?',
      '{N} packs {a} {T} in full bags of {b}. How many do not fit?',
      'What is left over when {a} is divided by {b}?',
      '{b} children share {a} {T} equally, as far as it goes. How many are left over?',
      'From {a} {T} {N} makes heaps of {b}. How many {T} remain?',
      'Each full box holds {b} {T}. {N} has {a}. How many {T} are not in a full box?',
      '{N} deals {a} cards to {b} players, the same number to each. What is the remainder?',
      'Rows of {b} are made from {a} {T}. How many are left without a row?',
    ],
    validation: [
      '{N} makes full rows of {b} from {a} {T}. How many are left over?',
      '{a} {T} are divided into heaps of {b}. How many {T} remain?',
    ],
    test: [
      '{N} has {a} {T} and packs them in boxes of {b}. How many remain?',
      'Among {b} children {a} {T} are shared equally. How many are left over?',
    ],
  },
  sequence: {
    pretraining: [
      'What comes next: {s}?',
      'Which number comes next in the row {s}?',
      'The row {s} goes on. What is the next number?',
      '{N} writes {s}. What will {N} write next?',
      '{N} looks at the numbers {s}. Which one comes after them?',
      'Find the next number: {s}.',
      '{N} counts {s} and goes on by the same rule. What comes next?',
      'On the {T} stand the numbers {s}. What is the next number in the row?',
      'By the same rule, what comes after {s}?',
      'A row starts with {s}. What is the fifth number?',
    ],
    validation: [
      '{N} looks at the row {s}. Which number comes next?',
      'The row {s} goes on by the same rule. What is the fifth number?',
    ],
    test: [
      'A row of numbers starts {s}. Which comes next?',
      '{N} writes the numbers {s}. By the same rule, what is the next one?',
    ],
  },
  area: {
    pretraining: [
      'A garden is {a} m long and {b} m wide. What is its area?',
      'What is the area of a field of {a} m by {b} m?',
      'The floor of {N} is {a} m by {b} m. How many tiles of one square m cover it?',
      'A wall is {a} m long and {b} m high. How many square m has it?',
      '{N} paints a board, {a} m by {b} m. How large is the area?',
      'A rectangle has sides of {a} and {b}. What is its area?',
      'How many square m has a room of {a} m by {b} m?',
      'The sides of a rectangle are {a} and {b}. How many squares of side one fill it?',
      '{N} lays {T} in {a} rows of {b}. How many {T} is that?',
    ],
    validation: [
      'The garden of {N} has sides of {a} m and {b} m. What is the area?',
      'How many square m has a board that is {a} m long and {b} m wide?',
    ],
    test: [
      '{N} has a field, {a} m long and {b} m wide. How large is its area?',
      'What is the area of a rectangle of {a} by {b}?',
    ],
  },
  perimeter: {
    pretraining: [
      'A garden is {a} m long and {b} m wide. How long is the fence around it?',
      'What is the perimeter of a field of {a} m by {b} m?',
      '{N} walks once around a field of {a} m by {b} m. How many m is that?',
      'A rectangle has sides of {a} and {b}. What is its perimeter?',
      'The sides of a rectangle are {a} and {b}. What is the way around it?',
      '{N} puts a fence around a garden, {a} m by {b} m. How many m of fence are needed?',
      'How many m is it around a room of {a} m by {b} m?',
      'A frame goes around a board, {a} long and {b} wide. How long is the frame?',
      'Once around a hall of {a} m by {b} m: how many m?',
    ],
    validation: [
      '{N} walks around a garden that is {a} m long and {b} m wide. How many m is that?',
      'What is the perimeter of a room with sides of {a} m and {b} m?',
    ],
    test: [
      'A fence goes around a field of {a} m by {b} m. How long is the fence?',
      'What is the perimeter of a rectangle of {a} by {b}?',
    ],
  },
  average: {
    pretraining: [
      'What is the average of {a}, {b} and {c}?',
      '{N} finds {a}, {b} and {c} {T} on three days. What is the average?',
      'What is the mean of the numbers {a}, {b} and {c}?',
      'On three days {N} sells {a}, {b} and {c} {T}. How many is that a day on average?',
      'Three boxes hold {a}, {b} and {c} {T}. What is the mean?',
      'Three friends have {a}, {b} and {c} {T}. How many do they have on average?',
      'Find the average of the three numbers {a}, {b}, {c}.',
      '{N} scores {a}, {b} and {c} points. What is the average score?',
      'The mean of {a}, {b} and {c} is which number?',
    ],
    validation: [
      'Three friends find {a}, {b} and {c} {T}. What is the average?',
      '{N} has the numbers {a}, {b} and {c}. Which number is the mean?',
    ],
    test: [
      'On three days {N} scores {a}, {b} and {c} points. What is the mean?',
      'Boxes hold {a}, {b} and {c} {T}. How many is that on average?',
    ],
  },
  divisible: {
    pretraining: [
      'Which number can be divided by {k} without a rest?',
      'Which of these numbers is divisible by {k}?',
      'Which number is a multiple of {k}?',
      '{N} makes heaps of {k} {T} and none are left over. How many {T} can there be?',
      'Which number of {T} can be shared equally among {k} people?',
      'Find the multiple of {k}.',
      '{k} divides one of these numbers. Which one?',
      'Which of these can {N} divide by {k} with no remainder?',
      'One of these numbers is in the table of {k}. Which?',
      '{N} packs {T} in boxes of {k}, and all are full. How many {T} can it be?',
    ],
    validation: [
      'Which of these numbers can be divided by {k} with no remainder?',
      '{N} has a number of {T} that is a multiple of {k}. Which?',
    ],
    test: [
      'Which number is divisible by {k} without a rest?',
      'One of these numbers of {T} can be shared equally among {k} people. Which one?',
    ],
  },
  largest: {
    pretraining: [
      'Which of these is the largest?',
      'Which has the largest value?',
      'Which one gives the highest number?',
      '{N} wants the most {T}. Which should {N} take?',
      'Work them out. Which is the largest?',
      'Find the greatest value.',
      'Which of these is more than all the others?',
      'Which one comes to the most?',
      '{N} can have one of these numbers of {T}. Which is the most?',
    ],
    validation: ['Work them out: which one is the highest?', 'Which of these comes to the largest number?'],
    test: ['{N} wants the largest number of {T}. Which one is it?', 'Which gives the greatest value?'],
  },
  smallest: {
    pretraining: [
      'Which of these is the smallest?',
      'Which has the smallest value?',
      'Which one gives the lowest number?',
      '{N} wants the fewest {T}. Which should {N} take?',
      'Work them out. Which is the smallest?',
      'Find the least value.',
      'Which of these is less than all the others?',
      'Which one comes to the least?',
      '{N} can have one of these numbers of {T}. Which is the fewest?',
    ],
    validation: ['Work them out: which one is the lowest?', 'Which of these comes to the smallest number?'],
    test: ['{N} wants the smallest number of {T}. Which one is it?', 'Which gives the least value?'],
  },
};

/** `*` in the mark stands for the letter. */
function options(mark: string, between: string): string {
  return [...'ABCDE'].map((letter) => `${mark.replace('*', letter)}{${letter}}`).join(between);
}
