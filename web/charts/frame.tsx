import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Scale, linearScale, niceTicks, px } from './scale.ts';

/** Where the marks of a chart go, in pixels of the page: text is never scaled. */
export interface Frame {
  x: Scale;
  y: Scale;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

interface Axis {
  /** Smallest and largest value to show. */
  values: readonly [number, number];
  format: (value: number) => string;
  label: string;
  /** Largest value of the axis, whatever the ticks: 1 for a fraction. @default none */
  most?: number;
  /** Ticks are whole numbers. */
  whole?: boolean;
}

export interface ChartProps {
  /** For those who don't see it. */
  description: string;
  height?: number;
  x: Axis;
  y: Axis;
  children: (frame: Frame) => ComponentChildren;
}

const [TOP, RIGHT, BOTTOM] = [12, 14, 40];

/** A chart as wide as its place, with axes, grid and labels. */
export function Chart({ description, height = 300, x, y, children }: ChartProps) {
  const [box, width] = useWidth();
  const yTicks = ticksOf(y, 4);
  const yLabels = yTicks.map(y.format);
  const left = 30 + 7 * Math.max(...yLabels.map((label) => label.length));
  const [right, bottom] = [width - RIGHT, height - BOTTOM];
  const xTicks = ticksOf(x, Math.max(2, Math.floor((right - left) / 90)));
  const frame: Frame = {
    x: linearScale(x.values, [left + 8, right - 8]),
    y: linearScale(
      [yTicks[0] ?? 0, Math.max(yTicks.at(-1) ?? 1, Math.min(y.values[1], y.most ?? Infinity))],
      [bottom, TOP],
    ),
    left,
    right,
    top: TOP,
    bottom,
  };
  return (
    <div class="chart-box" ref={box}>
      <svg
        class="chart"
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label={description}
      >
        {yTicks.map((tick, i) => (
          <g key={tick}>
            <line class="grid" x1={left} x2={right} y1={px(frame.y(tick))} y2={px(frame.y(tick))} />
            <text class="tick" x={left - 8} y={px(frame.y(tick) + 4)} text-anchor="end">
              {yLabels[i]}
            </text>
          </g>
        ))}
        {xTicks
          .filter((tick) => frame.x(tick) >= left && frame.x(tick) <= right)
          .map((tick) => (
            <text class="tick" key={tick} x={px(frame.x(tick))} y={bottom + 17} text-anchor="middle">
              {x.format(tick)}
            </text>
          ))}
        <text class="axis" x={px((left + right) / 2)} y={height - 5} text-anchor="middle">
          {x.label}
        </text>
        <text class="axis" transform={`translate(11 ${px((TOP + bottom) / 2)}) rotate(-90)`} text-anchor="middle">
          {y.label}
        </text>
        {width > 0 && children(frame)}
      </svg>
    </div>
  );
}

function ticksOf({ values: [low, high], most = Infinity, whole = false }: Axis, wanted: number): number[] {
  return niceTicks(low, high, wanted).filter((tick) => tick <= most + 1e-9 && (!whole || Number.isInteger(tick)));
}

/** The width of an element, as it changes. */
export function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(240, Math.floor(element.clientWidth))));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, width] as const;
}
