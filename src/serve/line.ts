import type { Hono } from 'hono';
import { EventEmitter } from 'node:events';

/** What an answer goes out on: `node:http`'s response, or one of our own where a request comes by a call. */
export interface Line {
  readonly destroyed: boolean;
  /** Whether the whole answer is out. */
  readonly writableFinished: boolean;
  once(event: 'close', listener: () => void): unknown;
  /** Leaves a reader who takes nothing for so long. Milliseconds. */
  setTimeout(ms: number): unknown;
}

export interface Bindings {
  outgoing: Line;
}

/** What the parts of the app know of a request. */
export interface ServeEnv {
  Bindings: Bindings;
  Variables: {
    /** The id of the model that is asked, once it is found. */
    model?: string;
    /** Whether it was taken, so that whoever looks on is told how it ends. */
    isWatched?: boolean;
  };
}

/** An app's `fetch` for servers that call it with a request alone. */
export function detached(app: Hono<ServeEnv>): (request: Request, env?: Partial<Bindings>) => Promise<Response> {
  return async (request, env = {}) => {
    const { outgoing } = env;
    if (outgoing !== undefined) return app.fetch(request, { outgoing });
    const line = new DetachedLine();
    const leave = (): void => line.end(false);
    request.signal.addEventListener('abort', leave, { once: true });
    line.once('close', () => request.signal.removeEventListener('abort', leave));
    if (request.signal.aborted) leave();
    return through(await app.fetch(request, { outgoing: line }), line);
  };
}

class DetachedLine extends EventEmitter implements Line {
  destroyed = false;
  writableFinished = false;

  end(isComplete: boolean): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.writableFinished = isComplete;
    this.emit('close');
  }

  /** How long it waits for a reader is the other server's to say. */
  setTimeout(): void {}
}

/** A stream is over with its last piece, any other answer at once: nobody may ever read it. */
function through(response: Response, line: DetachedLine): Response {
  const { body, status, headers } = response;
  if (body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true) {
    line.end(true);
    return response;
  }
  const reader = body.getReader();
  const watched = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
        controller.close();
        line.end(true);
      },
      cancel: (reason) => {
        line.end(false);
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(watched, { status, headers });
}
