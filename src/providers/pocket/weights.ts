import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { W4sError, messageOf, usageError } from '../../base/errors.ts';
import { nearest } from '../../base/nearest.ts';
import { count } from '../../present/index.ts';
import { differenceFile, restored } from './restore.ts';

const entrySchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** Beside the manifest. */
  file: z.string().regex(/^[\w-][\w.-]*\.gguf$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  role: z.enum(['executor', 'meta']),
  /** One line. */
  about: z.string(),
  /** Tokens of prompt plus answer. */
  contextSize: z.int().positive(),
});
const manifestSchema = z.object({ models: z.array(entrySchema).min(1) });

/** A model that ships with the package. */
export interface PocketModel extends z.infer<typeof entrySchema> {
  /** Absolute path of the weights. */
  path: string;
}

/** `models/` at the package's root, which is two levels up from `src/pocket/` and from `dist/pocket/`. */
export const MODELS_FOLDER = fileURLToPath(new URL('../../../models', import.meta.url));
const ANEW = { hint: 'Reinstall w4s: `npm install w4s`.' };
const ALL_MODELS =
  'The npm package contains only what `w4s demo` needs; ' +
  'a clone of the repository has all models: set W4S_POCKET to its folder `models`.';

/**
 * The models that `pocket.json` of a folder lists.
 * @throws {W4sError} `installation-incomplete` without a manifest, `weights-corrupt` for an invalid one.
 */
export function readManifest(folder: string = MODELS_FOLDER): PocketModel[] {
  const path = join(folder, 'pocket.json');
  const text = read(path).toString();
  try {
    return manifestSchema.parse(JSON.parse(text)).models.map((model) => ({ ...model, path: join(folder, model.file) }));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause).replace(/\s*\n\s*/g, ' ') : messageOf(cause);
    throw new W4sError('weights-corrupt', `Expected \`${path}\` to list the pocket models, got: ${why}`, {
      ...ANEW,
      cause,
    });
  }
}

/** @throws {W4sError} `unknown-model`, with the nearest name. */
export function findPocketModel(models: readonly PocketModel[], name: string): PocketModel {
  const found = models.find((model) => model.name === name);
  if (found !== undefined) return found;
  const names = models.map((model) => model.name);
  const near = nearest(name, names);
  const meant = near === undefined ? '' : `Did you mean \`${near}\`? `;
  throw usageError('unknown-model', `Expected a pocket model, got \`${name}\``, {
    hint: `${meant}Available: ${names.join(', ')}.`,
    facts: { name, nearest: near, known: names },
  });
}

/**
 * Whether its weights are in the manifest's folder, in full or as a difference: the npm package leaves out what only
 * training and comparisons need.
 */
export function isHere(model: PocketModel): boolean {
  return existsSync(model.path) || differenceFile(model.path) !== undefined;
}

/** Paths whose weights this process has verified against the manifest, with their SHA-256. */
const checked = new Map<string, string>();

/**
 * Verifies the weights against the manifest, once per process: some milliseconds.
 * @returns the path of the file that holds them: the manifest's, or one in the cache.
 * @throws {W4sError} `installation-incomplete` without the file, `weights-corrupt` if it differs.
 */
export function checkWeights(
  { path: listed, sha256, bytes }: PocketModel,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const path = existsSync(listed) ? listed : (restoredWeights(listed, sha256, env) ?? listed);
  if (checked.get(path) === sha256) return path;
  const content = read(path);
  if (content.length !== bytes) throw corrupt(path, count(bytes, 'byte'), count(content.length));
  const found = createHash('sha256').update(content).digest('hex');
  if (found !== sha256) throw corrupt(path, `the SHA-256 ${sha256}`, found);
  checked.set(path, sha256);
  return path;
}

function restoredWeights(path: string, sha256: string, env: NodeJS.ProcessEnv): string | undefined {
  try {
    return restored(path, sha256, env);
  } catch (cause) {
    throw new W4sError(
      'weights-corrupt',
      `Expected to restore the weights \`${path}\` from their difference, got: ${messageOf(cause)}`,
      { ...ANEW, cause, facts: { path } },
    );
  }
}

function corrupt(path: string, expected: string, found: string): W4sError {
  return new W4sError('weights-corrupt', `Expected \`${path}\` to have ${expected}, got ${found}`, {
    ...ANEW,
    facts: { path },
  });
}

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const hint = path.endsWith('.gguf') ? `${ALL_MODELS} ${ANEW.hint}` : ANEW.hint;
    throw new W4sError(
      'installation-incomplete',
      `Expected \`${path}\`, which ships with w4s, to exist, got: ${messageOf(cause)}`,
      { hint, cause, facts: { path } },
    );
  }
}
