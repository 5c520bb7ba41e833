/* Preloaded by `--import`: as where the optional package `pg` is not installed. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'pg') return next(specifier, context);
    throw Object.assign(new Error(`Cannot find package 'pg'`), { code: 'ERR_MODULE_NOT_FOUND' });
  },
});
