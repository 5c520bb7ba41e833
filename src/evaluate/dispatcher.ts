import { messageOf } from '../base/errors.ts';
import { noUsage } from '../workflow/index.ts';
import type { EvaluationLog, ItemResult } from './contract.ts';
import { type ItemRun, type ItemSetup, evaluateItem } from './item.ts';

/** One item run of an evaluation. */
export interface ItemOrder extends ItemRun {
  evaluationId: string;
  workflow: { code: string; hash: string };
}

/** Who runs items: this process, or others that share its store. The loop over the items can't tell. */
export interface Dispatcher {
  /**
   * Resolves when the result is on record; whatever happens to the item is in it.
   * @param left Called once the item takes up no place any more: the next one need not wait for the disk.
   * @throws {W4sError} only when the log can't be written
   */
  run(order: ItemOrder, left: () => void): Promise<ItemResult>;
}

/** Runs items in this process. */
export function localDispatcher(setup: ItemSetup, log: Pick<EvaluationLog, 'append'>): Dispatcher {
  return {
    run: async (order, left) => {
      const result = await evaluateItem(setup, order).catch((error: unknown) => accident(order, error));
      left();
      await log.append(order.evaluationId, result);
      return result;
    },
  };
}

/** A fault of ours while running an item: missing data, and never the end of the evaluation. */
export function accident({ item, repeat }: Pick<ItemOrder, 'item' | 'repeat'>, error: unknown): ItemResult {
  return {
    itemId: item.id,
    repeat,
    score: null,
    answer: null,
    stdout: '',
    failure: { kind: 'unavailable', message: messageOf(error) },
    usage: noUsage(),
  };
}
