import type { RunEventLine } from '../../../src/page/contract.ts';
import { moment } from '../../../src/present/index.ts';

/** What happened, the newest first. */
export function Events({ events }: { events: readonly RunEventLine[] }) {
  if (events.length === 0) return null;
  return (
    <details class="events">
      <summary>What happened: the last {events.length} events</summary>
      <ol reversed>
        {events.toReversed().map(({ at, type, text }, i) => (
          <li key={events.length - i}>
            <time dateTime={at}>{moment(at)}</time> <code>{type}</code> {text}
          </li>
        ))}
      </ol>
    </details>
  );
}
