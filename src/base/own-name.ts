import { registerHooks } from 'node:module';

let resolves = false;

/**
 * A user's module outside a project that depends on w4s still finds it: from here on, the running copy answers
 * to the name `w4s`.
 */
export function resolveOwnName(): void {
  if (resolves) return;
  resolves = true;
  const own = import.meta.url.replace(/base\/own-name\.(ts|js)$/, 'index.$1');
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'w4s' ? { url: own, shortCircuit: true } : next(specifier, context),
  });
}
