import { href } from '../base/route.ts';

/** The places of a run. @param split That of the items which are shown; absent on its overview. */
export function RunTabs({ run, splits, split }: { run: string; splits: readonly string[]; split?: string }) {
  return (
    <nav class="tabs" aria-label="Parts of this run">
      <a href={href(['run', run])} aria-current={split === undefined ? 'page' : undefined}>
        Overview
      </a>
      {splits.map((one) => (
        <a key={one} href={href(['run', run, 'items', one])} aria-current={one === split ? 'page' : undefined}>
          Items: {one}
        </a>
      ))}
    </nav>
  );
}
