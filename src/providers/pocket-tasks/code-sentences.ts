import { seededRandom } from '../../base/random.ts';
import type { BySplit } from './contract.ts';
import { invented, mixed } from './words/invented.ts';
import { split } from './words/text.ts';
import { THINGS } from './words/things.ts';

type Texts = BySplit<readonly string[]>;

/** The two parts of a function's name. None of them tells what the function does. */
export const VERBS: Texts = {
  pretraining: mixed(
    split(
      'get find make build solve give compute fetch take run use work handle show read form check answer draw pass',
    ),
    invented(seededRandom('pocket-verbs'), 4_000, ['', 'e']),
  ),
  validation: split('produce obtain derive acquire prepare gather furnish'),
  test: split('process evaluate create determine supply arrange calculate'),
};
export const NOUNS: Texts = {
  pretraining: mixed(
    split(
      'result value answer thing item output part piece case job step task goal unit block field group ' +
        'record entry report',
    ),
    invented(seededRandom('pocket-nouns'), 4_000, ['', 'er', 'ing']),
  ),
  validation: split('outcome bundle product detail summary target figure'),
  test: split('segment measure element packet outline finding cluster'),
};

/** Names of an argument that is a list. */
export const LISTS: Texts = {
  pretraining: [
    ...split('numbers values items data entries nums terms row series points scores array xs inputs'),
    ...THINGS.pretraining,
  ],
  validation: split('amounts integers sequence expenses readings samples'),
  test: split('elements weights column records lengths ages'),
};
/** Names of an argument that is a text. */
export const TEXTS: Texts = {
  pretraining: mixed(
    split('text word line name title string label letters phrase token note key'),
    invented(seededRandom('pocket-texts'), 2_000, ['']),
  ),
  validation: split('slogan message heading caption'),
  test: split('excerpt paragraph expression remark'),
};

/** The whole function in one sentence; `{R}` is what it returns. */
export const TASKS: Texts = {
  pretraining: [
    'Write a function `{f}({a})` that returns {R}.',
    'Write `{f}({a})`, which returns {R}.',
    'Define `{f}({a})` so that it returns {R}.',
    'The function `{f}({a})` returns {R}. Write it.',
    'Write a Python function `{f}({a})` to find {R}.',
    'Implement `{f}({a})`: it gives back {R}.',
    'We need a function `{f}({a})` that gives {R}.',
    'Given `{a}`, the function `{f}({a})` must return {R}.',
    'Make a function `{f}({a})`. Its result is {R}.',
    'What `{f}({a})` should return is {R}.',
    '`{f}({a})` computes {R}. Write this function.',
  ],
  validation: [
    'Implement a Python function `{f}({a})` that gives back {R}.',
    'Define a function `{f}({a})`. It must return {R}.',
    'The result of the function `{f}({a})` is {R}. Write it.',
  ],
  test: [
    'Write the Python function `{f}({a})`; it should return {R}.',
    'Make `{f}({a})` so that its result is {R}.',
    'We need `{f}({a})`, a function to find {R}.',
  ],
};

/** `{N}` is a term such as sum or largest, `{X}` what it is taken of. */
export const RESULTS: Texts = {
  pretraining: [
    'the {N} of {X}',
    'only the {N} of {X}',
    'the {N} out of {X}',
    'the {N} taken of {X}',
    'the {N} for {X}',
    'the {N} that belongs to {X}',
    'the {N} from {X}',
    'the resulting {N} of {X}',
  ],
  validation: ['the {N} taken out of {X}', 'only the {N} for {X}'],
  test: ['the resulting {N} for {X}', 'the {N} only, of {X}'],
};

/** A part of the list; `{P}` is a condition such as even or larger than 5. */
export const KEPT: Texts = {
  pretraining: [
    'the numbers in `{a}` that are {P}',
    'all numbers of `{a}` that are {P}',
    'those numbers in `{a}` which are {P}',
    'the members of `{a}` that are {P}',
    'the numbers from `{a}` if they are {P}',
    'only the numbers in `{a}` which are {P}',
    'the numbers in the list `{a}` when they are {P}',
    'all of the list `{a}` that are {P}',
    'the numbers of `{a}`, but only those that are {P}',
  ],
  validation: [
    'all numbers in `{a}` which are {P}',
    'only those of the list `{a}` that are {P}',
    'the members of `{a}` if they are {P}',
  ],
  test: [
    'those members of `{a}` that are {P}',
    'the numbers of the list `{a}` which are {P}',
    'the numbers from `{a}`, only when they are {P}',
  ],
};
export const WHOLE: Texts = {
  pretraining: [
    'the numbers in `{a}`',
    'all numbers of `{a}`',
    'the list `{a}`',
    'the members of `{a}`',
    'all of `{a}`',
    'the numbers from the list `{a}`',
    'the whole list `{a}`',
    'everything in `{a}`',
  ],
  validation: ['all the numbers in `{a}`', 'the whole of `{a}`'],
  test: ['all members of the list `{a}`', 'the numbers of the whole `{a}`'],
};
/** `{X}` with a change such as doubled to each. */
export const CHANGED: Texts = {
  pretraining: [
    '{X}, each {M}',
    '{X}, each one {M}',
    '{X} after each is {M}',
    '{X} when each of them is {M}',
    '{X}, every one {M}',
    '{X} once each is {M}',
    '{X}, with each number {M}',
    '{X}, all of them {M}',
  ],
  validation: ['{X}, each of them {M}', '{X} after every one is {M}'],
  test: ['{X} once every one of them is {M}', '{X}, each number being {M}'],
};

/** The function told step by step. */
export const HEADS: Texts = {
  pretraining: [
    'Write a function `{f}({a})`.',
    'Write the function `{f}({a})`; `{a}` is {K}.',
    'Define `{f}({a})`, where `{a}` is {K}.',
    'The function `{f}({a})` gets {K}.',
    'Implement `{f}({a})`.',
    'We need a function `{f}({a})` for {K}.',
    'Given {K}, write `{f}({a})`.',
    'Make a Python function `{f}({a})`.',
  ],
  validation: ['Define a Python function `{f}({a})`; it gets {K}.', 'Implement `{f}({a})` for {K}.'],
  test: ['Make the function `{f}({a})`, where `{a}` is {K}.', 'We need `{f}({a})`. It gets {K}.'],
};
export const KEEP: Texts = {
  pretraining: [
    'Keep only the numbers that are {P}.',
    'Take the numbers in `{a}` that are {P}.',
    'First keep the numbers which are {P}.',
    'Use only numbers that are {P}.',
    'Drop all numbers but those that are {P}.',
    'Look only at numbers that are {P}.',
    'Only numbers that are {P} count.',
    'From `{a}` take those that are {P}.',
  ],
  validation: ['First take only those numbers that are {P}.', 'Keep those of `{a}` which are {P}.'],
  test: [
    'Use the numbers in `{a}` that are {P}, only those.',
    'Look at those which are {P} and drop all other numbers.',
  ],
};
/** `{M}`: each is doubled. `{I}`: double each. */
export const CHANGE: Texts = {
  pretraining: [
    'Each of them is {M}.',
    'Then each number is {M}.',
    'Let each one be {M}.',
    'Every number gets {M}.',
    '{I} each of them.',
    'Then {I} each number.',
    'Now {I} every one of them.',
    'After that, {I} each one.',
    'Next, {I} each number.',
  ],
  validation: ['After that each number is {M}.', 'Next, {I} every one of them.', 'Let each of them be {M}.'],
  test: ['Now each one of them is {M}.', 'Next, each one gets {M}.', 'After that, {I} every number.'],
};
/** The first of two steps on a text. */
export const TAKE: Texts = {
  pretraining: [
    'First take {X}.',
    'Take {X}.',
    'Start with {X}.',
    'Begin with {X}.',
    'Form {X} first.',
    'At first, form {X}.',
    'Look at {X}.',
    'Make {X}.',
  ],
  validation: ['Start by forming {X}.', 'At first, take {X}.'],
  test: ['Begin by making {X}.', 'First, look at {X}.'],
};
export const ENDS: Texts = {
  pretraining: [
    'Return the {N} of the result.',
    'Then return the {N} of that.',
    'In the end return the {N} of it all.',
    'The function returns the {N} of this.',
    'Give back the {N} of the result.',
    'The answer is the {N} of that.',
    'Finally return the {N} of what you have.',
    'The result is the {N} of this.',
  ],
  validation: ['Finally give back the {N} of that.', 'The function returns the {N} of the result.'],
  test: ['In the end, give back the {N} of this.', 'The answer is the {N} of what you have.'],
};

export const TEXT_ITSELF: Texts = {
  pretraining: [
    '`{a}`',
    'the text `{a}`',
    'the string `{a}`',
    'the word `{a}`',
    'the given text `{a}`',
    'the given `{a}`',
    'the argument `{a}`',
    'the text in `{a}`',
  ],
  validation: ['the given string `{a}`', 'the string in `{a}`'],
  test: ['the text given as `{a}`', 'the given word `{a}`'],
};
export const JOINED: Texts = {
  pretraining: [
    'the words in `{a}` joined by "{s}"',
    'the words of `{a}` joined with "{s}"',
    'the text of all words in `{a}` joined by "{s}"',
    'one text: the words of `{a}` with "{s}" between them',
    'all words in `{a}` with "{s}" between them',
    'the list `{a}` joined by "{s}" into one text',
    '`{a}` joined with "{s}"',
    'the words in `{a}`, put together with "{s}"',
  ],
  validation: ['all words of `{a}` joined with "{s}"', 'one text of `{a}` joined by "{s}"'],
  test: ['the words of the list `{a}` joined by "{s}"', 'all of `{a}` put together with "{s}" between the words'],
};

export const EXAMPLES: Texts = {
  pretraining: [
    'For example, `{c}` returns `{v}`.',
    '`{c}` gives `{v}`.',
    'Example: `{c} == {v}`.',
    'The call `{c}` should return `{v}`.',
    'For `{c}` the result is `{v}`.',
    'So `{c}` is `{v}`.',
    'Test: `assert {c} == {v}`.',
    'It holds that `{c} == {v}`.',
    'e.g. `{c}` -> `{v}`',
    'With `{c}` one gets `{v}`.',
  ],
  validation: ['For example, the call `{c}` gives `{v}`.', 'Example: `{c}` -> `{v}`', 'So for `{c}` one gets `{v}`.'],
  test: ['Example: `{c}` should return `{v}`.', 'The result of `{c}` is `{v}`.', 'For example, `assert {c} == {v}`.'],
};
