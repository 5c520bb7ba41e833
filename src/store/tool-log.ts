import type { ToolCallPlace, ToolLog } from '../tools/contract.ts';
import type { Store } from './open.ts';

/** Results of tools in a run of this store. */
export function toolLog(store: Store, runId: string): ToolLog {
  return {
    find: async (place) => {
      const row = await store.db
        .selectFrom('tool_results')
        .select(['text', 'is_error'])
        .where((e) => e.and(keyOf(runId, place)))
        .executeTakeFirst();
      return row && { text: row.text, isError: row.is_error === 1 };
    },
    keep: async (place, tool, { text, isError }) => {
      const row = { ...keyOf(runId, place), tool, text, is_error: isError ? 1 : 0, created_at: Date.now() };
      await store.writer.write((db) =>
        db
          .insertInto('tool_results')
          .values(row)
          .onConflict((c) => c.doNothing()),
      );
    },
  };
}

function keyOf(runId: string, { workflow, itemId, repeat, call, occurrence }: ToolCallPlace) {
  return { run_id: runId, code_hash: workflow, item_id: itemId, repeat, call, occurrence };
}
