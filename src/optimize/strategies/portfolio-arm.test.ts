import { expect, test } from 'vitest';
import { type Arm, chooseArm } from './portfolio-arm.ts';

const arm = (...gains: number[]): Arm => ({ gains, hasEnded: false });
const ended = (...gains: number[]): Arm => ({ gains, hasEnded: true });

test.each<[string, Arm[], number | undefined]>([
  ['each is tried once, in order', [arm(0.5), arm(), arm()], 1],
  ['then the one that gained most', [arm(0.1), arm(0.2), arm(0)], 1],
  ['by the mean of its turns', [arm(0.3, 0), arm(0.2)], 1], // 0.15 against 0.2
  ['of which only the last three count', [arm(0.9, 0, 0, 0), arm(0.1, 0)], 1], // 0 against 0.05
  ['on ties the one with fewer turns', [arm(0, 0), arm(0), arm(0, 0)], 1],
  ['then the first', [arm(0), arm(0)], 0],
  ['who asks for nothing more is left out', [ended(0.5), arm(0)], 1],
  ['also before its first turn', [ended(), arm(0)], 1],
  ['nobody is left', [ended(0.5), ended()], undefined],
])('%s', (_, arms, expected) => {
  expect(chooseArm(arms, 3)).toBe(expected === undefined ? undefined : arms[expected]);
});
