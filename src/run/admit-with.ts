import type { Toolbox } from '../tools/index.ts';
import type { LiveRun } from './live.ts';

/** Room for one more item, unless a server of its tools is given up: that ends the run, which may be continued. */
export function admitWith(live: LiveRun, tools: Toolbox | undefined): LiveRun['admit'] {
  return () => {
    const error = tools?.broken;
    if (error !== undefined) live.stop.request({ status: 'failed', reason: error.message, error });
    return live.admit();
  };
}
