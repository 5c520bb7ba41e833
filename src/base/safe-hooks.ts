import { messageOf } from './errors.ts';

type Hook = (...given: unknown[]) => unknown;

/**
 * The options, with hooks (`onEvent`, `onProgress`) that end nothing: what one throws, or rejects with where it is
 * async, is told once as a warning of the process.
 */
export function withSafeHooks<T extends object>(options: T): T {
  const hooks = Object.entries(options).flatMap(([name, value]) =>
    isHook(name, value) ? [[name, safe(name, value)]] : [],
  );
  return { ...options, ...Object.fromEntries(hooks) };
}

function isHook(name: string, value: unknown): value is Hook {
  return /^on[A-Z]/.test(name) && typeof value === 'function';
}

function safe(name: string, hook: Hook): Hook {
  let isTold = false;
  const tell = (error: unknown): void => {
    if (isTold) return;
    isTold = true;
    process.emitWarning(`\`${name}\` failed, and what it follows goes on: ${messageOf(error)}`, {
      type: 'W4sWarning',
      detail: error instanceof Error ? error.stack : undefined,
    });
  };
  return (...given) => void (async () => hook(...given))().catch(tell);
}
