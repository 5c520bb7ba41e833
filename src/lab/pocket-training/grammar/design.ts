import { type Random, pick } from '../../../base/random.ts';

export type Style = 'direct' | 'steps' | 'code';

/** How to put one question to the executor. */
export interface Ask {
  style: Style;
  /** With keys in JSON, or as free text. */
  json: boolean;
  samples: number;
  temperature: number;
}

/**
 * How several answers become one. `first`, `last` and `longest` are poor ways that a vote has to be learned against.
 */
export type Choice = 'vote' | 'first' | 'last' | 'longest';

/** What happens to the answer at the end. `number` and `whole` spoil answers that are not numbers, or not whole. */
export type Finish = 'none' | 'strip' | 'extract' | 'number' | 'whole';

/** A workflow for a task with short answers, before it is written down. */
export interface AnswerDesign {
  kind: 'answer';
  translate: boolean;
  ask: Ask;
  /** A second question of another style whose answers join the vote. */
  second: Ask | null;
  choose: Choice;
  /** Asked if no program ran, or if the check said no. */
  fallback: Ask | null;
  check: boolean;
  finish: Finish;
}

/** A workflow for a task whose answer is a program. */
export interface CodeDesign {
  kind: 'code';
  json: boolean;
  samples: number;
  temperature: number;
  /** `tested`: the first that passes the public tests. `repaired`: the first one, repaired on them. */
  choose: 'first' | 'last' | 'longest' | 'tested' | 'repaired';
}

export type Design = AnswerDesign | CodeDesign;

/**
 * A random design. What works well (programs, votes, fallbacks, tests) occurs, but rarely; nothing here looks at the
 * task. So a model trained on these writes with great variety and no judgement.
 */
export function drawDesign(kind: Design['kind'], random: Random): Design {
  return kind === 'code' ? drawCode(random) : drawAnswer(random);
}

function drawAnswer(random: Random): AnswerDesign {
  const ask = drawAsk(
    pick<Style>(['direct', 'direct', 'direct', 'direct', 'direct', 'steps', 'steps', 'steps', 'code', 'code'], random),
    random,
  );
  const second = random() < 0.08 ? drawAsk(pick<Style>(['direct', 'steps', 'code'], random), random) : null;
  const check = random() < 0.1 && ask.style !== 'code';
  const needsOne = check || ask.style === 'code' || second?.style === 'code';
  return {
    kind: 'answer',
    ask,
    second,
    check,
    translate: random() < 0.12,
    choose:
      ask.samples === 1 && second === null
        ? 'first'
        : pick<Choice>(['vote', 'vote', 'vote', 'first', 'first', 'last', 'longest'], random),
    fallback:
      needsOne && (check || random() < 0.5)
        ? { ...drawAsk(pick<Style>(['direct', 'direct', 'steps'], random), random), samples: 1 }
        : null,
    finish: pick<Finish>(['none', 'none', 'none', 'none', 'strip', 'extract', 'extract', 'number', 'whole'], random),
  };
}

function drawCode(random: Random): CodeDesign {
  return {
    kind: 'code',
    json: random() < 0.6,
    samples: drawSamples(random),
    temperature: drawTemperature(random),
    choose: pick<CodeDesign['choose']>(['first', 'first', 'first', 'last', 'longest', 'tested', 'repaired'], random),
  };
}

function drawAsk(style: Style, random: Random): Ask {
  return { style, json: random() < 0.75, samples: drawSamples(random), temperature: drawTemperature(random) };
}

const drawSamples = (random: Random): number => pick([1, 1, 1, 1, 1, 1, 2, 3, 3, 5], random);
const drawTemperature = (random: Random): number => pick([0, 0.2, 0.5, 0.7, 0.8, 1, 1, 1.3, 1.5], random);
