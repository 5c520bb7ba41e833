import { seededRandom } from '../../base/random.ts';
import type { BySplit } from './contract.ts';
import { invented, mixed } from './words/invented.ts';
import { capitalised, split } from './words/text.ts';

type Sentences = BySplit<readonly string[]>;
export type QuestionKind = 'total' | 'pair' | 'difference' | 'largest' | 'smallest' | 'above';

/** What one can do with things: past and base form. */
export const VERBS: Sentences = {
  pretraining: mixed(
    split(`collected/collect sold/sell bought/buy found/find made/make painted/paint counted/count washed/wash
      carried/carry packed/pack planted/plant read/read borrowed/borrow lost/lose stored/store won/win drew/draw
      cleaned/clean sorted/sort moved/move ordered/order brought/bring took/take built/build opened/open
      checked/check saved/save dropped/drop picked/pick used/use`),
    invented(seededRandom('pocket-verbs'), 600, ['']).map((verb) => `${verb}ed/${verb}`),
  ),
  validation: split('gathered/gather fixed/fix hid/hide sent/send loaded/load'),
  test: split('delivered/deliver polished/polish shipped/ship caught/catch traded/trade'),
};

export const TOWNS: Sentences = {
  pretraining: mixed(
    split(`Ashford Bergen Brno Calais Cardiff Derby Delft Exeter Fulda Genoa Graz Hanover Ipswich Jena Kiel
      Leeds Lima Linz Lyon Malmo Minsk Nantes Odessa Oslo Padua Perth Porto Quebec Riga Rouen Salem Siena Tampa
      Turin Ulm Utrecht Vigo Whitby York Zurich`),
    invented(seededRandom('pocket-towns'), 3_000, ['ton', 'ford', 'berg', 'by', 'a', 'ville']).map(capitalised),
  ),
  validation: split('Aberdeen Bologna Cologne Dover Esbjerg Florence Gdansk Havana Kazan Lisbon'),
  test: split('Antwerp Bristol Cordoba Dresden Essen Ghent Hobart Krakow Luzern Marseille'),
};

export const FACTS: Sentences = {
  pretraining: [
    '{N} {did} {a} {T}.',
    'The number of {T} that {N} {did} was {a}.',
    '{a} {T} are from {N}.',
    'In all {N} {did} {a} {T}.',
    'With the help of others {N} {did} {a} {T}.',
    'From {N} came {a} {T}.',
    'For {N} the count of {T} was {a}.',
    'It was said that {N} {did} {a} {T}.',
    'On a good day {N} {did} {a} {T}.',
    '{N} was there too and {did} {a} {T}.',
    'We know that {a} {T} came from {N}.',
  ],
  validation: ['We know that {N} {did} {a} {T}.', 'The count of {T} from {N} was {a}.', 'There were {a} {T} from {N}.'],
  test: [
    'On that day {N} {did} {a} {T}.',
    'The number of {T} for {N} was {a}.',
    'It was said that {a} {T} came from {N}.',
  ],
};

/** Without the things: they were named before. */
export const SHORT_FACTS: Sentences = {
  pretraining: [
    '{N} {did} {a}.',
    'For {N} it was {a}.',
    '{a} are from {N}.',
    'Then {N} {did} {a} of them.',
    '{N} {did} another {a}.',
    'The number for {N} was {a}.',
    'Another {a} came from {N}.',
    'But {N} {did} only {a}.',
    'There was {N}, with {a}.',
    '{N} came to {a}.',
  ],
  validation: ['But for {N} it was {a}.', 'Then {a} came from {N}.', '{N} {did} {a} of them.'],
  test: ['Then there was {N}, with {a}.', 'From {N} came another {a}.', 'For {N} the number was only {a}.'],
};

export const PAIRS: Sentences = {
  pretraining: [
    '{N} {did} {a} {T} and {M} {did} {b}.',
    '{a} {T} came from {N} and {b} from {M}.',
    '{N} {did} {a} {T}, but {M} {did} {b}.',
    'While {N} {did} {a} {T}, {M} {did} {b}.',
    '{N} and {M} {did} {a} and {b} {T}.',
    'For {N} it was {a} {T}, for {M} {b}.',
    '{N} {did} {a} {T}; {M}, {b}.',
    'After {N} {did} {a} {T}, {M} {did} {b} of them.',
    'There were {a} {T} from {N}, and {b} from {M}.',
    '{N} had {a} {T} and {M} had {b}.',
  ],
  validation: [
    'From {N} came {a} {T}, from {M} {b}.',
    'After {N} had {a} {T}, {M} {did} {b}.',
    '{N} {did} {a} {T}, while {M} {did} {b}.',
  ],
  test: [
    'There were {a} {T} for {N} and {b} for {M}.',
    'But {N} {did} {a} {T}, and {M} {b}.',
    'While {a} {T} came from {N}, {M} had {b}.',
  ],
};

/** Facts that hold another number too. */
export const SIDE_FACTS: Readonly<Record<'people' | 'towns', Sentences>> = {
  people: {
    pretraining: [
      'In {year} {N} {did} {a} {T}.',
      '{N}, who is {age}, {did} {a} {T}.',
      '{N} {did} {a} {T} at the age of {age}.',
      '{N}, now {age} years old, {did} {a}.',
      'When {age} years old, {N} {did} {a} {T}.',
      '{N} {did} {a} {T} in the year {year}.',
      '{N}, born in {year}, {did} {a} {T}.',
      'In the year {year}, {a} {T} came from {N}.',
    ],
    validation: ['At the age of {age}, {N} {did} {a} {T}.', 'In the year {year} {N} {did} {a}.'],
    test: ['{N}, who is {age} years old, {did} {a} {T}.', '{N}, who was born in {year}, {did} {a} {T}.'],
  },
  towns: {
    pretraining: [
      'In {year} {N} {did} {a} {T}.',
      '{N} {did} {a} {T} in the year {year}.',
      'In the year {year}, {a} {T} came from {N}.',
      '{N}, a town since {year}, {did} {a} {T}.',
      '{N}, which has {age} streets, {did} {a} {T}.',
      'The town of {N}, {age} miles away, {did} {a} {T}.',
      '{N}, built in {year}, {did} {a}.',
      'The town {N} {did} {a} {T} in {year}.',
    ],
    validation: ['The town {N}, built in {year}, {did} {a} {T}.', '{N}, {age} miles away, {did} {a}.'],
    test: ['In {year} the town of {N} {did} {a} {T}.', '{N}, a town which has {age} streets, {did} {a} {T}.'],
  },
};

/** Sentences that have nothing to do with the question. */
export const ASIDES: Readonly<Record<'people' | 'towns', Sentences>> = {
  people: {
    pretraining: [
      'All this was in {year}.',
      '{N} is {age} years old.',
      'It was the year {year}.',
      'They met in {year}.',
      '{N} was born in {year}.',
      '{N} lives at number {age} of the street.',
      'It took them {age} days.',
      '{N} will soon be {age}.',
      'The age of {N} is {age}.',
    ],
    validation: ['All this took {age} days.', 'In {year} {N} was born.', '{N} will soon be {age} years old.'],
    test: ['It was in {year} that they met.', 'At number {age} of the street lives {N}.', 'The year was {year}.'],
  },
  towns: {
    pretraining: [
      'All this was in {year}.',
      'It was the year {year}.',
      '{N} is a town with {age} streets.',
      '{N} was built in {year}.',
      'The road to {N} is {age} miles long.',
      'It took {age} days.',
      'There are {age} streets in {N}.',
      '{N} is {age} miles away.',
      'The town of {N} is old, from {year}.',
    ],
    validation: ['All this took {age} days.', 'In {year} the town of {N} was built.', '{N} has {age} streets.'],
    test: ['The year was {year}.', 'The road to {N} is old, from {year}.', 'It is {age} miles to {N}.'],
  },
};

export const QUESTIONS: Readonly<Record<QuestionKind, Sentences>> = {
  total: {
    pretraining: [
      'How many {T} did they {do} in all?',
      'What is the total number of {T}?',
      'How many {T} did all of them {do} together?',
      'Add up all the {T}. What is the sum?',
      'What do all the {T} add up to?',
      'In all, how many {T} are there?',
      'How many {T} did they {do} altogether?',
      'What is the sum of all the {T}?',
      'All together, how many {T} did they {do}?',
      'Give the total of all {T}.',
    ],
    validation: [
      'What is the sum of the {T} of all of them?',
      'In all, how many {T} did they {do} together?',
      'Add up all {T} to give the total.',
    ],
    test: [
      'What is the total of all the {T}?',
      'Together, how many {T} did all of them {do}?',
      'What do the {T} add up to in all?',
    ],
  },
  pair: {
    pretraining: [
      'How many {T} did {N} and {M} {do} together?',
      'What is the total of {N} and {M}?',
      'How many {T} are from {N} and {M}?',
      'Add the {T} of {N} and {M}.',
      'What is the sum of the {T} of {N} and {M}?',
      'How many did {N} and {M} {do} in all?',
      'What do the {T} of {N} and those of {M} add up to?',
      '{N} and {M} together {did} how many {T}?',
      'Taking {N} and {M} together, how many {T} are there?',
      'Only {N} and {M}: how many {T} in all?',
    ],
    validation: [
      'How many {T} are there in all from {N} and {M}?',
      'Together, how many {T} did {N} and {M} {do}?',
      'What is the sum of {N} and {M}?',
    ],
    test: [
      'What is the total of the {T} of {N} and {M}?',
      'What do {N} and {M} add up to?',
      '{N} and {M} {did} how many {T} together?',
    ],
  },
  difference: {
    pretraining: [
      'How many more {T} did {N} {do} than {M}?',
      'How many fewer {T} did {M} {do} than {N}?',
      'What is the difference between {N} and {M}?',
      'By how many {T} is {N} ahead of {M}?',
      'How many {T} is {M} behind {N}?',
      'How many {T} more than {M} did {N} {do}?',
      'What is the difference in {T} between {M} and {N}?',
      '{N} {did} how many more than {M}?',
      '{M} {did} how many fewer than {N}?',
      'Compared with {M}, how many more {T} did {N} {do}?',
    ],
    validation: [
      'How many more than {M} did {N} {do}?',
      'By how many {T} is {M} behind {N}?',
      'Between {N} and {M}, what is the difference in {T}?',
    ],
    test: [
      'Compared with {N}, how many fewer {T} did {M} {do}?',
      'How many {T} is {N} ahead of {M}?',
      '{N} {did} how many {T} more than {M}?',
    ],
  },
  largest: {
    pretraining: [
      'What is the largest number of {T}?',
      'What is the largest number of {T} that one of them {did}?',
      'How many {T} did the best of them {do}?',
      'What was the highest number of {T}?',
      'What is the most {T} that one of them {did}?',
      'Give the largest number of {T}.',
      'How many {T} is the most?',
      'Which number of {T} is the highest?',
      'How many {T} did the one with the most {do}?',
      'Of the numbers of {T}, which is the largest?',
    ],
    validation: [
      'Which number of {T} is the largest?',
      'How many {T} is the highest number?',
      'What is the most that one of them {did}?',
    ],
    test: [
      'Give the highest number of {T}.',
      'How many did the one with the most {T} {do}?',
      'Of the numbers of {T}, what is the largest?',
    ],
  },
  smallest: {
    pretraining: [
      'What is the smallest number of {T}?',
      'What is the smallest number of {T} that one of them {did}?',
      'How many {T} did the worst of them {do}?',
      'What was the lowest number of {T}?',
      'What is the least {T} that one of them {did}?',
      'Give the smallest number of {T}.',
      'How many {T} is the least?',
      'Which number of {T} is the lowest?',
      'How many {T} did the one with the fewest {do}?',
      'Of the numbers of {T}, which is the smallest?',
    ],
    validation: [
      'Which number of {T} is the smallest?',
      'How many {T} is the lowest number?',
      'What is the least that one of them {did}?',
    ],
    test: [
      'Give the lowest number of {T}.',
      'How many did the one with the fewest {T} {do}?',
      'Of the numbers of {T}, what is the smallest?',
    ],
  },
  above: {
    pretraining: [
      'How many of them {did} more than {k} {T}?',
      'How many {did} more than {k}?',
      'How often is the number of {T} above {k}?',
      'How many of the numbers are above {k}?',
      'Count those that {did} more than {k} {T}.',
      'How many of them are over {k}?',
      'More than {k} {T}: how many of them {did} that?',
      'How many of them have over {k} {T}?',
      'How many have a number of {T} above {k}?',
      'Count those with more than {k} {T}.',
    ],
    validation: [
      'How many of them have more than {k} {T}?',
      'Count those above {k}.',
      'How many of the numbers of {T} are over {k}?',
    ],
    test: [
      'How many of them {did} over {k} {T}?',
      'Count those that have more than {k} {T}.',
      'How many are above {k}?',
    ],
  },
};

export const WHO: Readonly<Record<'most' | 'fewest', Readonly<Record<'people' | 'towns', Sentences>>>> = {
  most: {
    people: {
      pretraining: [
        'Who {did} the most {T}?',
        'Who has the largest number of {T}?',
        'Who of them {did} the most?',
        'Which of them {did} the most {T}?',
        'Who is ahead of all others in {T}?',
        'Name the one with the most {T}.',
        'Who comes first with the most {T}?',
        'The most {T} are from whom?',
        'Who {did} more {T} than all others?',
        'Whose number of {T} is the largest?',
      ],
      validation: [
        'Who is the one with the most {T}?',
        'Whose {T} are the most?',
        'Which of them has the largest number of {T}?',
      ],
      test: ['Name the one that {did} the most {T}.', 'Who of them has the most {T}?', 'Whose number is the largest?'],
    },
    towns: {
      pretraining: [
        'Which town {did} the most {T}?',
        'Which town has the largest number of {T}?',
        'Which of the towns {did} the most?',
        'Where are the most {T} from?',
        'Name the town with the most {T}.',
        'The most {T} are from which town?',
        'What town comes first with the most {T}?',
        'Which town {did} more {T} than all others?',
        'For which town is the number of {T} the largest?',
      ],
      validation: [
        'Which town is the one with the most {T}?',
        'Which of the towns has the largest number of {T}?',
        'What town {did} the most {T}?',
      ],
      test: [
        'Name the town that {did} the most {T}.',
        'Which of the towns has the most {T}?',
        'From which town are the most {T}?',
      ],
    },
  },
  fewest: {
    people: {
      pretraining: [
        'Who {did} the fewest {T}?',
        'Who has the smallest number of {T}?',
        'Who of them {did} the fewest?',
        'Which of them {did} the fewest {T}?',
        'Who is behind all others in {T}?',
        'Name the one with the fewest {T}.',
        'Who comes last with the fewest {T}?',
        'The fewest {T} are from whom?',
        'Who {did} fewer {T} than all others?',
        'Whose number of {T} is the smallest?',
      ],
      validation: [
        'Who is the one with the fewest {T}?',
        'Whose {T} are the fewest?',
        'Which of them has the smallest number of {T}?',
      ],
      test: [
        'Name the one that {did} the fewest {T}.',
        'Who of them has the fewest {T}?',
        'Whose number is the smallest?',
      ],
    },
    towns: {
      pretraining: [
        'Which town {did} the fewest {T}?',
        'Which town has the smallest number of {T}?',
        'Which of the towns {did} the fewest?',
        'Where are the fewest {T} from?',
        'Name the town with the fewest {T}.',
        'The fewest {T} are from which town?',
        'What town comes last with the fewest {T}?',
        'Which town {did} fewer {T} than all others?',
        'For which town is the number of {T} the smallest?',
      ],
      validation: [
        'Which town is the one with the fewest {T}?',
        'Which of the towns has the smallest number of {T}?',
        'What town {did} the fewest {T}?',
      ],
      test: [
        'Name the town that {did} the fewest {T}.',
        'Which of the towns has the fewest {T}?',
        'From which town are the fewest {T}?',
      ],
    },
  },
};
