#!/usr/bin/env node
/** Where the program starts: looks at Node first, since the rest can't even be loaded by an old one. */
import { nodeTooOld } from '../base/node-version.ts';

const problem = nodeTooOld();
if (problem === undefined) await import('./main.ts');
else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 2;
}
