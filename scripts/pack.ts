/**
 * Around `npm pack`. Before: writes the weights that the package holds as a difference, and puts the package's
 * manifest in the place of the project's. After: puts the project's back. The project's own names no Node that it
 * needs, since `npm ci` brings that, and every `npx w4s` in the clone would warn of it; the package's does, for those
 * who install it.
 */
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { OLDEST_NODE } from '../src/base/node-version.ts';
import { differenceOf } from '../src/providers/pocket/difference.ts';

const KEPT = 'package.json.project';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
if (existsSync(KEPT)) renameSync(KEPT, 'package.json'); // also where a pack before this one broke off
if (process.argv[2] === 'before') {
  writeFileSync(
    'models/meta-rlao.from-meta',
    differenceOf(readFileSync('models/meta.gguf'), readFileSync('models/meta-rlao.gguf')),
  );
  const project = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, unknown> & {
    scripts: Record<string, string>;
  };
  const {
    scripts: { postpack },
    devDependencies: _dev,
    devEngines: _engines,
    overrides: _overrides,
    allowScripts: _allow,
    ...manifest
  } = project;
  copyFileSync('package.json', KEPT);
  writeFileSync(
    'package.json.part',
    `${JSON.stringify({ ...manifest, engines: { node: `>=${OLDEST_NODE}` }, scripts: { postpack } }, null, 2)}\n`,
  );
  renameSync('package.json.part', 'package.json');
}
