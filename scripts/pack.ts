/** Before `npm pack`: writes the weights that the package holds as a difference beside the whole ones, which it leaves out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { differenceOf } from '../src/pocket/difference.ts';

process.chdir(fileURLToPath(new URL('../models', import.meta.url)));
writeFileSync('meta-rlao.from-meta', differenceOf(readFileSync('meta.gguf'), readFileSync('meta-rlao.gguf')));
