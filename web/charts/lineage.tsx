import { percentTick, px } from './scale.ts';
import { percent } from '../../src/present/index.ts';
import type { CandidateReport } from '../../src/report/contract.ts';
import { candidateLabel } from '../../src/base/candidate-id.ts';
import { href } from '../base/route.ts';
import { useWidth } from './frame.tsx';

const ROW = 34;
const LEAST_COLUMN = 62;

/** Who was written from whom: a column a turn, and the way to the best set off. */
export function Lineage({
  run,
  candidates,
  bestId,
}: {
  run: string;
  candidates: readonly CandidateReport[];
  bestId: string | null;
}) {
  const [box, width] = useWidth();
  const turns = [...new Set(candidates.map(({ turn }) => turn))].toSorted((a, b) => a - b);
  if (turns.length === 0) return <p class="quiet">Nothing is written yet.</p>;
  const column = Math.max(LEAST_COLUMN, Math.min(150, (width - 60) / turns.length));
  const most = Math.max(...[...Map.groupBy(candidates, ({ turn }) => turn).values()].map((all) => all.length));
  const size = { width: 40 + column * turns.length, height: 26 + ROW * most };
  const places = new Map(
    candidates.map((one) => [one.id, { x: 30 + column * turns.indexOf(one.turn), y: 22 + ROW * one.slot, one }]),
  );
  const path = pathTo(bestId, candidates);
  return (
    <div class="chart-box scroll" ref={box} tabIndex={0} role="region" aria-label="Lineage">
      <svg
        class="chart lineage"
        width={px(size.width)}
        height={size.height}
        role="group"
        aria-label={describe(path, candidates)}
      >
        {[...places.values()].map(({ x, y, one }) => {
          const from = one.parentId === null ? undefined : places.get(one.parentId);
          if (from === undefined) return null;
          const mid = (from.x + x) / 2;
          return (
            <path
              key={one.id}
              class={path.has(one.id) && path.has(from.one.id) ? 'edge best-edge' : 'edge'}
              d={`M${px(from.x)} ${from.y}C${px(mid)} ${from.y} ${px(mid)} ${y} ${px(x)} ${y}`}
            />
          );
        })}
        {[...places.values()].map(({ x, y, one }) => (
          <Node key={one.id} run={run} one={one} x={x} y={y} isOnPath={path.has(one.id)} />
        ))}
      </svg>
    </div>
  );
}

function Node({
  run,
  one,
  x,
  y,
  isOnPath,
}: {
  run: string;
  one: CandidateReport;
  x: number;
  y: number;
  isOnPath: boolean;
}) {
  const label = candidateLabel(one);
  const by = one.writtenBy === null ? '' : `, by ${one.writtenBy}`;
  const title = `${label}: ${one.status}, ${percent(one.accuracy)}${by}`;
  const classes = `node${isOnPath ? ' on-path' : ''}${one.accuracy === null ? ' unscored-node' : ''}`;
  return (
    <>
      <a href={href(['run', run, 'candidate', label])} aria-label={title} tabIndex={-1}>
        <title>{title}</title>
        {one.writtenBy === null ? (
          <circle class={classes} cx={px(x)} cy={y} r={6} />
        ) : (
          <path class={classes} d={`M${px(x - 8)} ${y}l8 -8l8 8l-8 8z`} />
        )}
      </a>
      <text class="tick" x={px(x + 9)} y={y - 7}>
        {one.accuracy === null ? label : percentTick(one.accuracy)}
      </text>
    </>
  );
}

/** Ids from the best back to what it began with. */
function pathTo(bestId: string | null, candidates: readonly CandidateReport[]): Set<string> {
  const byId = new Map(candidates.map((one) => [one.id, one]));
  const path = new Set<string>();
  for (let at = byId.get(bestId ?? ''); at !== undefined && !path.has(at.id); at = byId.get(at.parentId ?? ''))
    path.add(at.id);
  return path;
}

function describe(path: ReadonlySet<string>, candidates: readonly CandidateReport[]): string {
  const labels = candidates.filter(({ id }) => path.has(id)).map(candidateLabel);
  return `Lineage of ${candidates.length} candidates; the best came by ${labels.join(', ') || 'none yet'}.`;
}
