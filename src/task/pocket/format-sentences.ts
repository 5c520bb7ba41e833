import { seededRandom } from '../../random.ts';
import type { BySplit } from './contract.ts';
import { invented, mixed } from './words/invented.ts';
import { split } from './words/text.ts';

type Texts = BySplit<readonly string[]>;

export const UNITS: Texts = {
  pretraining: mixed(split('kg cm metres litres grams miles km hours tons mm degrees volts watts joules bytes'), invented(seededRandom('pocket-units'), 1_000, ['s', 'ts'])),
  validation: split('inches tonnes gallons knots ounces'),
  test: split('feet pounds yards acres calories'),
};
export const ACTIVITIES: Texts = {
  pretraining: mixed(split('reads walks swims sings paints runs cooks writes sleeps waits draws rides jumps talks plays trains'), invented(seededRandom('pocket-activities'), 1_000, ['s', 'ts'])),
  validation: split('dances skates climbs studies jogs'),
  test: split('hikes gardens knits sews cycles'),
};

/** What is told, by the reckoning that it asks for. */
export const STORIES = {
  product: {
    pretraining: ['{N} has {a} boxes with {b} {T} in each.', '{N} buys {a} bags of {b} {T} each.', 'There are {a} boxes, and each holds {b} {T}.', '{a} people have {b} {T} each.', '{N} fills {a} bags with {b} {T} in each.', 'Each of {a} shops sells {b} {T}.', 'For {a} days {N} makes {b} {T} each day.', '{a} packs of {b} {T} each arrive.', 'On a table are {a} rows of {b} {T} each.'],
    validation: ['{N} makes {b} {T} on each of {a} days.', '{a} bags arrive, and each holds {b} {T}.', 'Each of {a} people buys {b} {T}.'],
    test: ['{a} shops have {b} {T} each.', '{N} sells {a} boxes, each with {b} {T}.', 'There are {a} rows with {b} {T} in each.'],
  },
  sum: {
    pretraining: ['{N} has {a} {T} and {M} has {b}.', '{N} has {a} {T} and gets {b} more.', '{a} {T} are in one box and {b} in another.', '{N} makes {a} {T}, and {M} makes {b} more.', 'To {a} {T} another {b} are added.', '{N} buys {a} {T} and later another {b}.', 'There are {a} {T}. Then {b} more arrive.', '{N} finds {a} {T} and {M} finds {b} {T}.'],
    validation: ['{N} makes {a} {T} and gets another {b}.', 'There are {a} {T} in one box, and {b} more are added.'],
    test: ['{N} buys {a} {T}. Then {M} adds {b} more.', '{a} {T} are there, and another {b} arrive.'],
  },
  difference: {
    pretraining: ['{N} has {a} {T} and gives away {b}.', 'Of {a} {T} {N} loses {b}.', '{N} had {a} {T} and sold {b} of them.', 'There are {a} {T}. Then {b} are taken away.', '{b} of the {a} {T} of {N} break and are thrown away.', '{N} gives {b} of {a} {T} to {M}.', 'From {a} {T} {M} takes away {b}.', 'A shop with {a} {T} sells {b}.'],
    validation: ['{N} had {a} {T}. Then {b} of them are sold.', 'Of {a} {T} {M} takes away {b}.'],
    test: ['There are {a} {T}, and {N} gives away {b}.', 'Later {N} loses {b} of {a} {T}.'],
  },
  productMore: {
    pretraining: ['{N} has {a} boxes with {b} {T} in each and {c} more.', '{a} bags hold {b} {T} each. Then {c} more {T} are added.', '{N} buys {a} packs of {b} {T} each. {M} adds {c}.', 'In each of {a} rows are {b} {T}, and another {c} arrive.', '{a} people bring {b} {T} each, and {N} brings {c} more.', '{N} makes {b} {T} on each of {a} days and finds {c} more.', '{c} {T} are on a table, and {a} boxes hold {b} more each.', '{N} fills {a} bags with {b} {T} each and gets another {c}.'],
    validation: ['{a} people have {b} {T} each, and {c} more arrive.', '{N} makes {a} packs of {b} {T} each, then another {c}.'],
    test: ['{N} buys {a} boxes with {b} {T} each. Another {c} are added.', 'Each of {a} rows has {b} {T}, and {M} brings {c} more.'],
  },
  productLess: {
    pretraining: ['{N} has {a} boxes with {b} {T} in each and gives away {c}.', 'Of {a} bags with {b} {T} each {c} {T} are lost.', '{N} buys {a} packs of {b} {T} each. {M} takes away {c}.', '{a} rows have {b} {T} each. Then {c} of them are sold.', 'There are {a} boxes of {b} {T} each, but {c} {T} break.', '{N} makes {b} {T} on each of {a} days and sells {c}.', '{N} fills {a} bags with {b} {T} each and loses {c} of the {T}.', '{a} people bring {b} {T} each, and {c} are thrown away.'],
    validation: ['{a} people have {b} {T} each, and {c} {T} are sold.', '{N} fills {a} boxes with {b} {T} each, but {c} of them break.'],
    test: ['{N} buys {a} bags of {b} {T} each and gives away {c}.', 'Each of {a} rows has {b} {T}. {M} takes {c} away.'],
  },
  share: {
    pretraining: ['{N} pays {a} for {b} {T} in all.', '{b} {T} cost {a} together.', 'For {b} {T} the price is {a} in all.', 'A bag of {b} {T} costs {a}.', '{N} sells {b} {T} for {a} in all.', 'A shop asks {a} for {b} {T}.', '{N} buys {b} {T} and pays {a} for all.', 'The price of {b} {T} together is {a}.'],
    validation: ['{N} pays a price of {a} for {b} {T} together.', 'A box of {b} {T} costs {a} in all.'],
    test: ['In all, {b} {T} cost {N} {a}.', 'A shop sells {b} {T} for {a} together.'],
  },
  shareMore: {
    pretraining: ['{b} people share equally a price of {a}; then {N} pays {c} more.', '{N} and others, {b} in all, share {a} equally. {N} also pays {c}.', 'A price of {a} is divided by {b}, and {N} pays this part and {c} more.', '{N} pays one of {b} equal parts of {a}, and {c} on top.', 'The price of {a} is shared equally by {b} people. {N} adds {c}.', '{a} is divided equally by {b}. {N} pays one part and another {c}.', 'Of {a}, divided into {b} equal shares, {N} pays one and adds {c}.', '{b} friends divide {a} equally, and {N} also pays {c}.'],
    validation: ['{b} people divide a price of {a} equally; {N} pays one share and {c} more.', '{a} is shared equally by {b} friends. {N} also adds {c}.'],
    test: ['A price of {a} is divided into {b} equal parts, and {N} pays one and {c} more.', '{N} and others, {b} in all, share {a} equally. Then {N} adds {c}.'],
  },
  price: {
    pretraining: ['{N} buys {b} {T} at {p} each.', 'One of the {T} costs {p}, and {N} buys {b} of them.', '{b} {T} cost {p} each.', '{N} sells {b} {T} for {p} each.', 'The price of each of {b} {T} is {p}.', 'For each of {b} {T} {N} pays {p}.', 'A shop sells {b} {T} at a price of {p} each.', 'Each of {b} {T} costs {N} {p}.'],
    validation: ['{N} pays {p} for each of {b} {T}.', 'A shop sells {b} {T}; each costs {p}.'],
    test: ['{N} buys {b} {T}, and the price of each is {p}.', 'At {p} each, {N} sells {b} {T}.'],
  },
  part: {
    pretraining: ['{N} has {b} {T} and sells {a} of them.', 'Of {b} {T} {a} are red.', '{a} of {b} {T} belong to {N}.', 'There are {b} {T}, and {a} of them are blue.', '{N} loses {a} of {b} {T}.', 'From {b} {T} {N} takes {a}.', 'Out of {b} {T} {a} are old.', '{N} gives {a} of the {b} {T} to {M}.'],
    validation: ['{N} takes {a} out of {b} {T}.', 'There are {b} {T}, and {M} sells {a} of them.'],
    test: ['{b} {T} are there, and {a} of them belong to {N}.', 'Out of {b} {T} {N} gives {a} to {M}.'],
  },
  partGone: {
    pretraining: ['Of {b} {T} {a} are lost and the others are kept.', '{N} has {b} {T}, gives away {a} and keeps the others.', 'There are {b} {T}. {N} takes {a} away and the others are kept.', '{a} of {b} {T} break; the others are kept.', '{N} sells {a} of {b} {T} and keeps the others.', 'Out of {b} {T} {a} are thrown away, the others are kept.', '{M} takes {a} of the {b} {T} of {N}, who keeps the others.', 'From {b} {T} {N} loses {a} and keeps the others.'],
    validation: ['Out of {b} {T} {N} gives away {a} and keeps the others.', '{N} has {b} {T}. {a} of them break, the others are kept.'],
    test: ['There are {b} {T}; {N} sells {a} and keeps the others.', 'Of {b} {T} {M} takes {a} away, and the others are kept.'],
  },
  times: {
    pretraining: ['{N} {V} for {a} minutes and then {b} minutes more.', 'First {N} {V} for {a} minutes, later for {b} minutes.', '{N} {V} {a} minutes and {M} {b} minutes.', 'On one day {N} {V} {a} minutes, on the next {b} minutes.', 'For {a} minutes {N} {V}, then {M} for {b} minutes.', 'In the morning {N} {V} {a} minutes and in the evening {b}.', '{N} {V} for {a} minutes, and for another {b} minutes.', 'After {a} minutes {N} {V} {b} minutes more.'],
    validation: ['In the morning {N} {V} for {a} minutes, later {b} minutes more.', '{N} {V} {a} minutes, and {M} another {b} minutes.'],
    test: ['For {a} minutes {N} {V}, and in the evening {b} minutes more.', 'First {N} {V} {a} minutes, and then another {b} minutes.'],
  },
  timesEach: {
    pretraining: ['{N} {V} for {b} minutes on each of {a} days.', '{a} times {N} {V} for {b} minutes.', 'Each of {a} people {V} for {b} minutes.', 'On {a} days {N} {V} {b} minutes each day.', 'For {a} days {N} {V} {b} minutes a day.', '{N} {V} {a} times, for {b} minutes each.', 'On each of {a} mornings {N} {V} {b} minutes.', 'Every day {N} {V} for {b} minutes, for {a} days.'],
    validation: ['{N} {V} {b} minutes every day for {a} days.', 'On {a} mornings {N} {V} for {b} minutes each.'],
    test: ['{a} days long {N} {V} {b} minutes each day.', '{N} {V} for {b} minutes, {a} times in all.'],
  },
  measures: {
    pretraining: ['Each of {a} {T} measures {b} {U}.', '{N} has {a} {T} of {b} {U} each.', 'One of the {T} has {b} {U}, and {N} has {a} of them.', '{a} {T} have {b} {U} each.', '{N} buys {a} {T}; each measures {b} {U}.', 'For each of {a} {T} {N} needs {b} {U}.', 'There are {a} {T} with {b} {U} each.', '{N} uses {b} {U} on each of {a} {T}.'],
    validation: ['{N} needs {b} {U} for each of {a} {T}.', 'There are {a} {T}; each has {b} {U}.'],
    test: ['{N} uses {a} {T} of {b} {U} each.', 'Each of the {a} {T} of {N} has {b} {U}.'],
  },
  measureLess: {
    pretraining: ['Of {a} {U} {N} uses {b} {U}.', '{N} has {a} {U} and gives away {b} {U}.', 'From {a} {U} {M} takes {b} {U}.', 'There were {a} {U}, and {b} {U} are lost.', '{N} had {a} {U} and sold {b} {U}.', '{b} of the {a} {U} of {N} are used.', '{N} takes {b} {U} from {a} {U}.', '{N} had {a} {U}, then lost {b} {U}.'],
    validation: ['There were {a} {U}, and {N} sold {b} {U}.', 'Of {a} {U} {b} {U} are taken by {M}.'],
    test: ['{N} has {a} {U} and uses {b} {U}.', 'From {a} {U} {b} {U} are given away.'],
  },
  numbers: {
    pretraining: ['{N} writes down the numbers {L}.', 'The numbers are {L}.', 'Take the numbers {L}.', '{N} has cards with the numbers {L}.', 'Here is a list: {L}.', '{N} reads the list {L}.', 'A game gives {N} the points {L}.', 'On the board are the numbers {L}.'],
    validation: ['{N} reads the numbers {L}.', 'On the cards of {N} are the numbers {L}.', 'A list is given: {L}.'],
    test: ['{N} takes the numbers {L}.', 'Here are the points of {N}: {L}.', '{N} writes the list {L} on a board.'],
  },
  doubled: {
    pretraining: ['Double each of them.', 'Each of them is doubled.', 'Then each number is multiplied by 2.', 'First double every number.', 'Now each is doubled.', 'Take the double of each.', 'Multiply each by 2.', 'All of them are doubled.'],
    validation: ['Now double every one of them.', 'Then every number is doubled.'],
    test: ['First, each of them is multiplied by 2.', 'Double all of them.'],
  },
  increased: {
    pretraining: ['Add {k} to each of them.', 'Each of them is increased by {k}.', 'Then {k} is added to each number.', 'First add {k} to every number.', 'Now each grows by {k}.', 'Increase each by {k}.', 'To each number add {k}.', 'All of them are increased by {k}.'],
    validation: ['Now add {k} to every one of them.', 'Then every number is increased by {k}.'],
    test: ['First, {k} is added to each of them.', 'Increase all of them by {k}.'],
  },
} satisfies Record<string, Texts>;

export const QUESTIONS = {
  count: {
    pretraining: ['How many {T} is that?', 'How many {T} are there now?', 'How many are there in all?', 'What is the number of {T}?', 'How many {T} are there in the end?', 'Count the {T}.', 'Give the number of {T}.', 'Find how many {T} there are.'],
    validation: ['How many {T} are there in all?', 'Give the number of {T} in the end.'],
    test: ['What is the number of all {T} now?', 'Find how many there are in the end.'],
  },
  one: {
    pretraining: ['What does one cost?', 'What is the price of one?', 'Find the price of each.', 'How much is one?', 'How much does each cost?', 'Give the price of one.', 'What is the price for each?', 'How much for one of them?'],
    validation: ['What does each of them cost?', 'Find the price of one.'],
    test: ['How much does one of them cost?', 'Give the price of each.'],
  },
  paid: {
    pretraining: ['How much does {N} pay?', 'What does {N} pay in all?', 'How much is that for {N}?', 'Find what {N} pays.', 'What is the amount that {N} pays?', 'How much has {N} paid?', 'Give the amount for {N}.', 'How much is paid by {N}?'],
    validation: ['What is the amount for {N}?', 'How much does {N} pay in all?'],
    test: ['Find the amount that {N} pays.', 'What is paid by {N}?'],
  },
  total: {
    pretraining: ['How much is that in all?', 'What is the total price?', 'Find the price of all.', 'What do they cost together?', 'How much do all of them cost?', 'Give the total.', 'What is the price in all?', 'How much is the total?'],
    validation: ['What is the total price of all?', 'How much do they cost together?'],
    test: ['Give the total price.', 'What do all of them cost?'],
  },
  part: {
    pretraining: ['What part of the {T} is that?', 'What share of all {T} is this?', 'Find the part of the {T}.', 'How large is this part?', 'What is the share of these {T}?', 'Give their share.', 'What part is it?', 'How large is the share?'],
    validation: ['What share of the {T} is it?', 'How large is this part of the {T}?'],
    test: ['Find the share of these {T}.', 'What part of all {T} is this?'],
  },
  kept: {
    pretraining: ['What part of the {T} is kept?', 'What share of all {T} is kept?', 'Find the part that is kept.', 'How large is the kept part?', 'What is the share of kept {T}?', 'Give the share that is kept.', 'What part is kept?', 'How large is the share that is kept?'],
    validation: ['What share of the {T} is kept?', 'How large is the part of kept {T}?'],
    test: ['Find the share of the {T} that is kept.', 'What part of all {T} is kept?'],
  },
  time: {
    pretraining: ['How long is that in all?', 'What is the time in all?', 'Find the total time.', 'How much time is it together?', 'What is the total time?', 'Give the time of all together.', 'How long is it together?', 'What time is that in all?'],
    validation: ['How long is the total time?', 'What is the time of all together?'],
    test: ['How much time is that in all?', 'Give the total time.'],
  },
  measure: {
    pretraining: ['How many {U} is that?', 'How much is it?', 'How many {U} are there now?', 'What is the amount in the end?', 'How much is that now?', 'Find the amount.', 'What amount is it in all?', 'Give the amount.'],
    validation: ['How much is that in the end?', 'What is the amount now?'],
    test: ['Find the amount in the end.', 'How many {U} is that now?'],
  },
} satisfies Record<string, Texts>;
