import type { Source } from '../../src/page/contract.ts';

/**
 * Follows the server while the page can be seen: browsers give all tabs of a host six connections together, and one
 * that nobody looks at would hold one of them. What happened before the stream is there, the first time or after it was
 * lost, nobody tells, so anything may have changed whenever it is ready.
 */
export const follow: Source['follow'] = (changed, state) => {
  let events: EventSource | undefined;
  const attend = (): void => {
    events?.close();
    events = undefined;
    if (document.visibilityState === 'hidden') return;
    events = new EventSource('/api/events');
    events.addEventListener('ready', () => {
      state(true);
      changed(null);
    });
    events.addEventListener('error', () => state(false));
    events.addEventListener('changed', ({ data }) => changed(new Set(JSON.parse(String(data)) as string[])));
  };
  document.addEventListener('visibilitychange', attend);
  attend();
  return () => {
    document.removeEventListener('visibilitychange', attend);
    events?.close();
  };
};
