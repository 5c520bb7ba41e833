import type { Matrix } from '../../../src/page/contract.ts';
import { useRoute } from '../../base/route.ts';
import { type Choice, ORDERS, SHOWS } from './model.ts';

/** What the address asks for, completed by what a reader most likely wants. */
export function useChoice({ columns, pair }: Matrix): Choice {
  const { query } = useRoute();
  const placeOf = (label: string | undefined): number => columns.findIndex((one) => one.label === label);
  const chosen = (label: string | undefined, otherwise: string | undefined): number =>
    placeOf(label) < 0 ? placeOf(otherwise) : placeOf(label);
  return {
    show: SHOWS.find((one) => one === query.show) ?? 'all',
    order: ORDERS.find((one) => one === query.sort) ?? 'id',
    text: query.filter ?? '',
    candidate: chosen(query.of, pair?.[1]),
    baseline: chosen(query.base, pair?.[0]),
  };
}
