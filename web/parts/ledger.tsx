import { count, money, dollars } from '../../src/present/index.ts';
import type { CostLine } from '../../src/report/contract.ts';
import { totalCost } from '../../src/report/tally.ts';
import { Table } from './table.tsx';

/** The whole bill by role and phase. */
export function Ledger({ costs }: { costs: readonly CostLine[] }) {
  if (costs.length === 0) return <p class="quiet">No calls are on record.</p>;
  const total = totalCost(costs);
  const sum = (key: 'promptTokens' | 'completionTokens'): number => costs.reduce((all, line) => all + line[key], 0);
  const lines = [
    ...costs.map((line) => ({ ...line, cost: dollars(line.costUsd) })),
    {
      role: 'Total',
      phase: '',
      calls: total.calls,
      promptTokens: sum('promptTokens'),
      completionTokens: sum('completionTokens'),
      costUsd: total.money.usd,
      cost: money(total.money),
    },
  ];
  return (
    <Table
      caption="Cost by role and phase"
      rows={lines}
      keyOf={({ role, phase }) => `${role}/${phase}`}
      classOf={({ role }) => (role === 'Total' ? 'winner' : undefined)}
      columns={[
        { id: 'role', head: 'Role', cell: ({ role }) => role },
        { id: 'phase', head: 'Phase', cell: ({ phase }) => phase },
        { id: 'calls', head: 'Calls', numeric: true, cell: ({ calls }) => count(calls) },
        { id: 'prompt', head: 'Prompt tokens', numeric: true, cell: ({ promptTokens }) => count(promptTokens) },
        {
          id: 'completion',
          head: 'Completion tokens',
          numeric: true,
          cell: ({ completionTokens }) => count(completionTokens),
        },
        { id: 'cost', head: 'Cost', numeric: true, cell: ({ cost }) => cost },
        {
          id: 'share',
          head: 'Share of cost',
          cell: ({ costUsd }) =>
            costUsd !== null && (total.money.usd ?? 0) > 0 ? (
              <meter aria-hidden="true" min={0} max={1} value={costUsd / (total.money.usd ?? 1)} />
            ) : null,
        },
      ]}
    />
  );
}
