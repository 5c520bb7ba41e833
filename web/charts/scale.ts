import { ratio } from '../../src/present/index.ts';

/** Maps a value to a coordinate. */
export type Scale = (value: number) => number;

/** Straight line through two points: `domain` in values, `range` in pixels. An empty domain maps to the middle. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const span = domain[1] - domain[0];
  if (span === 0) return () => (range[0] + range[1]) / 2;
  return (value) => range[0] + ((value - domain[0]) / span) * (range[1] - range[0]);
}

/** Round values that cover a range: steps of 1, 2 or 5 times a power of ten, about as many as asked for. */
export function niceTicks(low: number, high: number, wanted = 5): number[] {
  if (!(high > low)) return [low];
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5].find((factor) => factor * power >= raw * 0.999) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  // Multiplying keeps 0.3 from becoming 0.30000000000000004 by repeated addition.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A fraction on an axis, in percent: ticks are round numbers, so no more digits than they have. */
export function percentTick(fraction: number): string {
  return `${ratio(100 * fraction, 1)}%`;
}

/** A coordinate with no more digits than a screen shows. */
export function px(value: number): string {
  return Number(value.toFixed(1)).toString();
}
