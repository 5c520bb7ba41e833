import type { Json } from '../../base/json.ts';
import { CallError, type CallHandler } from '../../sandbox/contract.ts';

/** Two runs that talk through the host: the tests ask, the solution answers. */
export interface Bridge {
  /** Serves `agent.exchange(reply)` of the solution: hands over a reply and waits for the next request. */
  readonly solution: CallHandler;
  /** Serves `agent.ask(request)` of the tests. */
  readonly tests: CallHandler;
  /** What the solution said first. */
  readonly hello: Promise<Json>;
  /** The solution has ended: whoever waits for it stops waiting. */
  close(): void;
}

/** One request at a time. Drops unsolicited replies. */
export function openBridge(): Bridge {
  const hello = Promise.withResolvers<Json>();
  const closed = Promise.withResolvers<never>();
  closed.promise.catch(() => {});
  let greeted = false;
  let waiting: ((request: Json) => void) | undefined;
  let asked: ((reply: Json) => void) | undefined;
  return {
    hello: hello.promise,
    solution: async ({ args }) => {
      const reply = args[0] ?? null;
      if (!greeted) {
        greeted = true;
        hello.resolve(reply);
      } else {
        asked?.(reply);
        asked = undefined;
      }
      if (waiting) throw new CallError('already waiting');
      return new Promise((done) => (waiting = done));
    },
    tests: async ({ args }) => {
      const reply = new Promise<Json>((done) => (asked = done));
      const give = waiting;
      waiting = undefined;
      if (!give) throw new CallError('the solution does not listen');
      give(args[0] ?? null);
      return Promise.race([reply, closed.promise]);
    },
    close: () => {
      greeted = true;
      hello.resolve(null);
      closed.reject(new CallError('the solution has ended'));
    },
  };
}
