/** A closed interval. */
export interface Interval {
  low: number;
  high: number;
}
