import { type Random, between, pick, shuffled } from '../../base/random.ts';

/** What can happen to a running total, in the terms of the sentence templates. */
export type Operation = 'add' | 'subtract' | 'times' | 'share' | 'bags' | 'boxes' | 'half';

/** One step of a story: what happens to the total. */
export interface Event {
  operation: Operation;
  /** `b`, and `c` where the operation has two numbers. */
  numbers: { b?: number; c?: number };
  total: number;
}

export interface Story {
  start: number;
  events: Event[];
  total: number;
}

type Happening = (total: number, random: Random) => (Event['numbers'] & { total: number }) | undefined;

/** `undefined` where the total would not come out whole, or too large for the executor's own arithmetic. */
const HAPPENINGS: Readonly<Record<Operation, Happening>> = {
  add: (total, random) => {
    const b = magnitude(random);
    return { b, total: total + b };
  },
  subtract: (total, random) => {
    const b = total < 4 ? 0 : Math.min(magnitude(random), between(2, total - 1, random));
    return b < 2 ? undefined : { b, total: total - b };
  },
  times: (total, random) => {
    const b = between(2, 5, random);
    return total * b > 9_999 ? undefined : { b, total: total * b };
  },
  share: (total, random) => {
    const fitting = [2, 3, 4, 5].filter((count) => total % count === 0 && total / count > 1);
    if (fitting.length === 0) return undefined;
    const b = pick(fitting, random);
    return { b, total: total / b };
  },
  bags: (total, random) => {
    const [b, c] = [between(2, 5, random), between(2, 10, random)];
    return { b, c, total: total + b * c };
  },
  boxes: (total, random) => {
    const [b, c] = [between(2, 5, random), between(2, 10, random)];
    return b * c >= total ? undefined : { b, c, total: total - b * c };
  },
  half: (total) => (total % 2 === 1 || total < 4 ? undefined : { total: total / 2 }),
};

/** A start and some steps, each operation at most once. */
export function makeStory(steps: number, operations: readonly Operation[], random: Random): Story {
  const start = Math.max(6, magnitude(random));
  const events: Event[] = [];
  let total = start;
  for (const operation of shuffled(operations, random)) {
    const happened = HAPPENINGS[operation](total, random);
    if (happened === undefined) continue;
    const { total: next, ...numbers } = happened;
    events.push({ operation, numbers, total: next });
    total = next;
    if (events.length === steps) break;
  }
  return { start, events, total };
}

/** 1 to 4 digits, and mostly so short that a very small model may add them in its head. */
export function magnitude(random: Random): number {
  return between(2, random() < 0.04 ? 9_999 : pick([9, 9, 12, 20, 20, 20, 50, 99, 99, 999], random), random);
}

/** The story as arithmetic: a line of working for each step. */
export function stepsOf({ start, events }: Story): string[] {
  let before = start;
  return events.flatMap(({ operation, numbers: { b = 2, c = 1 }, total }) => {
    const from = before;
    before = total;
    if (operation === 'bags' || operation === 'boxes')
      return [`${b} * ${c} = ${b * c}`, `${from} ${operation === 'bags' ? '+' : '-'} ${b * c} = ${total}`];
    const sign = { add: '+', subtract: '-', times: '*', share: '/', half: '/' }[operation];
    return [`${from} ${sign} ${b} = ${total}`];
  });
}

/** The story as statements that leave the total in `x`. */
export function codeOf({ start, events }: Story): string[] {
  const effect = ({ operation, numbers: { b, c } }: Event): string =>
    ({
      add: `x + ${b}`,
      subtract: `x - ${b}`,
      times: `x * ${b}`,
      share: `x // ${b}`,
      bags: `x + ${b} * ${c}`,
      boxes: `x - ${b} * ${c}`,
      half: 'x // 2',
    })[operation];
  return [`x = ${start}`, ...events.map((event) => `x = ${effect(event)}`)];
}

/** Totals on the way and slips next to the right one. */
export function mistakesOf({ start, events, total }: Story, random: Random): string[] {
  const near = [total + 1, total - 1, total + 10, total * 2, total + between(2, 30, random)];
  return [...new Set([start, ...events.slice(0, -1).map((event) => event.total), ...near])]
    .filter((value) => value !== total && value >= 0)
    .map(String);
}
