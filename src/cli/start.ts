#!/usr/bin/env node
/** Where the program starts: looks at Node first, since the rest can't even be loaded by an old one. */
import module from 'node:module';
import { join } from 'node:path';
import { cacheHome } from '../base/cache-folder.ts';
import { nodeTooOld } from '../base/node-version.ts';

// Not in the folder for temporary files, as usual: others may write there. An old Node has no such function.
module.enableCompileCache?.(process.env['NODE_COMPILE_CACHE'] ?? join(cacheHome(), 'compiled'));

const problem = nodeTooOld();
if (problem === undefined) await import('./main.ts');
else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
