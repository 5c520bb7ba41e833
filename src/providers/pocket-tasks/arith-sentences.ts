import type { BySplit } from './contract.ts';
import type { Operation } from './story.ts';

type Sentences = BySplit<readonly string[]>;

export const OPENINGS: Sentences = {
  pretraining: [
    '{N} has {a} {T}.',
    '{N} owns {a} {T}.',
    'There are {a} {T} in the house of {N}.',
    '{N} starts with {a} {T}.',
    'In the morning {N} counts {a} {T}.',
    '{N} keeps {a} {T} in a box.',
    'At first {N} has {a} {T}.',
    '{a} {T} belong to {N}.',
    'A shop of {N} has {a} {T}.',
    '{N} begins the day with {a} {T}.',
    'On the table of {N} are {a} {T}.',
  ],
  validation: [
    '{N} opens a box and there are {a} {T}.',
    'This week {N} has {a} {T} at home.',
    'In a bag {N} keeps {a} {T}.',
  ],
  test: [
    '{N} starts the week with {a} {T}.',
    'There are {a} {T} on a table, and {N} owns them.',
    '{N} counts {a} {T} at first.',
  ],
};

export const EVENTS: Readonly<Record<Operation, Sentences>> = {
  add: {
    pretraining: [
      '{N} gets {b} more.',
      '{N} finds {b} more {T}.',
      'Then {M} gives {N} {b} more {T}.',
      '{N} buys {b} more {T}.',
      '{b} more {T} arrive.',
      '{M} brings {b} more.',
      'Later {N} wins {b} more {T}.',
      'Then {b} {T} are added.',
      '{N} picks up another {b} {T}.',
      '{M} adds {b} {T}.',
      '{N} makes {b} more of them.',
      'Another {b} come in the mail.',
      'After lunch {N} gets another {b} {T}.',
    ],
    validation: [
      'In the afternoon {M} adds another {b}.',
      '{N} is given {b} more {T}.',
      'Then {N} finds another {b} of them.',
    ],
    test: ['Later {M} brings another {b} {T}.', 'By mail {b} more {T} come.', '{N} adds {b} more of them.'],
  },
  subtract: {
    pretraining: [
      '{N} gives away {b} {T}.',
      '{N} loses {b} of them.',
      '{N} sells {b} {T}.',
      '{b} of them break and are thrown away.',
      'Then {M} takes away {b} {T}.',
      '{N} gives {b} of them to {M}.',
      'Later {b} {T} are lost.',
      '{M} buys {b} of them from {N}.',
      '{N} throws away {b} of the {T}.',
      '{b} {T} are sold.',
      '{N} hands {b} {T} over to {M}.',
      'After lunch {N} takes out {b} {T}.',
      '{N} uses up {b} of them.',
    ],
    validation: [
      'In the afternoon {N} loses {b} {T}.',
      'Then {b} of the {T} are given away.',
      '{M} takes {b} of them.',
    ],
    test: ['Later {N} sells {b} of the {T}.', '{b} {T} break and are taken away.', '{N} gives {M} {b} of them away.'],
  },
  times: {
    pretraining: [
      'Then the number of {T} is multiplied by {b}.',
      'A week later {N} has {b} times as many.',
      'The number grows to {b} times as many {T}.',
      '{N} works until there are {b} times as many {T}.',
      'Soon there are {b} times as many of them.',
      'By magic there are {b} times as many {T}.',
      'After a month {N} owns {b} times as many.',
      'With the help of {M} it becomes {b} times as many.',
      'The heap becomes {b} times as large.',
      'Then {N} has {b} times the number of {T}.',
    ],
    validation: ['A year later there are {b} times as many {T}.', '{M} helps until {N} has {b} times as many.'],
    test: ['In a month the number becomes {b} times as large.', '{N} soon owns {b} times as many {T}.'],
  },
  share: {
    pretraining: [
      '{N} shares them equally among {b} people and keeps one share.',
      'They are divided equally among {b} friends, one of them {N}.',
      '{N} splits the {T} equally into {b} heaps and keeps one heap.',
      'The {T} are shared equally by {b} people, and {N} is one of them.',
      '{N} puts them equally into {b} boxes and takes one box home.',
      'They are split equally among {b} children and {N} gets one part.',
      '{N} and others, {b} people in all, share them equally.',
      '{N} divides them into {b} equal parts and keeps one part.',
      'Equally divided by {b}, one part stays with {N}.',
    ],
    validation: [
      '{N} splits them equally among {b} friends and keeps one part.',
      'The {T} are divided into {b} equal heaps, and one heap stays with {N}.',
    ],
    test: [
      'They are shared equally, {b} people in all, and {N} keeps one share.',
      '{N} divides the {T} equally into {b} boxes and keeps one box.',
    ],
  },
  bags: {
    pretraining: [
      '{N} buys {b} bags with {c} {T} in each.',
      '{M} brings {b} boxes of {c} {T} each.',
      'Then {N} gets {b} packs, each with {c} {T}.',
      '{b} more bags arrive, each with {c} of them.',
      '{N} finds {b} boxes with {c} {T} in each of them.',
      '{M} gives {N} {b} bags that hold {c} {T} each.',
      'On each of {b} days {N} gets {c} more.',
      '{N} buys {c} {T} in each of {b} shops.',
      'For {b} days {N} makes {c} {T} each day.',
      '{N} adds {b} packs of {c} each.',
    ],
    validation: ['In each of {b} boxes {N} gets {c} {T} more.', '{M} adds {b} bags, each with {c}.'],
    test: ['{N} finds {b} packs of {c} {T} each.', '{b} boxes arrive with {c} more {T} in each.'],
  },
  boxes: {
    pretraining: [
      '{N} fills {b} boxes with {c} {T} each and sells them.',
      '{N} gives {c} {T} to each of {b} friends.',
      'On each of {b} days {N} loses {c} of them.',
      '{N} gives away {b} bags with {c} {T} in each.',
      '{N} sells {b} packs of {c} {T} each.',
      'Each of {b} children takes away {c} {T}.',
      'For {b} days {N} uses up {c} {T} each day.',
      '{M} takes {b} bags that hold {c} of them each.',
      '{b} packs of {c} each are sold.',
      '{b} people get {c} each from {N}.',
    ],
    validation: ['{N} sells {c} {T} on each of {b} days.', 'Each of {b} friends takes {c} of them away.'],
    test: ['{N} gives away {b} boxes of {c} {T} each.', 'For {b} days {M} takes {c} of them away each day.'],
  },
  half: {
    pretraining: [
      '{N} loses half of them.',
      'Then {N} gives half of the {T} to {M}.',
      'Half of them are sold.',
      '{N} gives away one half.',
      'Half of the {T} break.',
      '{M} takes half of them away.',
      'On the way home {N} loses one half of the {T}.',
      '{N} uses up half of them.',
      'Later half of the {T} are gone.',
    ],
    validation: ['{N} sells one half of the {T}.', 'Half of them are given away to {M}.'],
    test: ['Later {M} takes one half of them.', 'Then half of the {T} are lost.'],
  },
};

export const QUESTIONS: Sentences = {
  pretraining: [
    'How many {T} does {N} have now?',
    'How many {T} are left?',
    'How many are there in the end?',
    'How many {T} does {N} have at the end?',
    'What is the number of {T} now?',
    'How many does {N} own now?',
    'How many {T} has {N} got in the end?',
    'Now how many {T} are there?',
    'Count the {T} of {N}.',
  ],
  validation: ['In the end, how many {T} does {N} own?', 'What number of {T} is left?'],
  test: ['How many {T} are there now in the end?', 'What is the number that {N} has at the end?'],
};
