import { withSafeHooks } from '../base/safe-hooks.ts';
import { listen } from '../providers/chat-api/index.ts';
import { openApi } from './api.ts';
import type { ApiOptions, ServeOptions, WorkflowApi, WorkflowServer } from './contract.ts';
import { detached } from './line.ts';
import { readTls } from './tls.ts';

export const DEFAULT_PORT = 8383;

/**
 * Serves workflows as models of an OpenAI-compatible API. Each day of each is a run on record. Close it, or declare it
 * with `await using`: what it was opened for ends with it.
 *
 * @throws {W4sError} `missing-key` where others than this machine could call it without one, and for an empty one;
 * `serve-port` for a port that is taken; `invalid-tls`, `invalid-origin`; as `loadWorkflow` for a workflow that can't
 * be used
 */
export async function serveWorkflows(given: ServeOptions): Promise<WorkflowServer> {
  const options = withSafeHooks(given);
  const { host = '127.0.0.1', port = DEFAULT_PORT } = options;
  const tls = await readTls(options);
  const api = await openApi(options);
  const nobody = { drain: () => Promise.resolve(), close: () => Promise.resolve() };
  const where = { port, host, tls, subject: 'The workflows', code: 'serve-port' };
  const server = await listen(api.app, where).catch(async (error: unknown) => {
    await api.close(nobody);
    throw error;
  });
  const close: WorkflowServer['close'] = (how) => api.close(server, how);
  return {
    url: server.url,
    port: server.port,
    models: api.models,
    cancelled: api.cancelled,
    get open() {
      return api.places.open;
    },
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/**
 * The same API for a server of your own: `fetch` answers requests to `/v1/...`.
 *
 * @throws {W4sError} as {@link serveWorkflows}
 */
export async function openWorkflowApi(options: ApiOptions): Promise<WorkflowApi> {
  const api = await openApi(withSafeHooks(options));
  const door = { drain: () => api.places.empty(), close: () => Promise.resolve() };
  const close: WorkflowApi['close'] = (how) => api.close(door, how);
  return {
    fetch: detached(api.app),
    models: api.models,
    cancelled: api.cancelled,
    get open() {
      return api.places.open;
    },
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
