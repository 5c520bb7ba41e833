import { randomUUID } from 'node:crypto';
import { userName } from '../base/user-name.ts';
import { usageError } from '../base/errors.ts';
import { loadConfig, sandboxOf } from '../config/index.ts';
import { assertReviewed } from '../review/index.ts';
import type { SandboxChoice } from '../sandbox/contract.ts';
import { openSandbox } from '../sandbox/index.ts';
import { type Store, type Version, approvalOf, newestVersion, saveVersion } from '../store/index.ts';
import { type Subject, findSubject, parseVersion, versionLabel } from '../subject/index.ts';
import { kindByForm, scannedFile } from '../workflow/index.ts';
import type { PublishedScores, PublishOptions, Published } from './contract.ts';
import { scoresOfSubject } from './scores.ts';

/**
 * Puts an approved workflow on record under a name, as its next version or the one that was asked for. A version is
 * never overwritten; a text that is the newest version already is not published twice.
 *
 * @throws {W4sError} `needs-review`, `rejected`; `version-taken`, `invalid-name`, and what a reference can be wrong in
 */
export async function publish(store: Store, { workflow, as, note, sandbox }: PublishOptions): Promise<Published> {
  const { name, version } = nameOf(as);
  const subject = await findSubject(store, workflow);
  await assertReviewed(store, subject);
  if (subject.file !== undefined) await assertPython(subject, sandbox);
  const newest = await newestVersion(store, name);
  const isSame = newest?.code_hash === subject.hash && (version === undefined || version === newest.version);
  if (newest !== undefined && isSame) return { ...publishedOf(newest), isNew: false };
  const approval = await approvalOf(store, subject.hash);
  const saved = await saveVersion(store, {
    name,
    version,
    id: randomUUID(),
    code_hash: subject.hash,
    code: subject.code,
    kind: subject.kind ?? kindByForm(subject.code),
    task: subject.task,
    executor: subject.executor,
    scores: JSON.stringify(await scoresOfSubject(store, subject)),
    origin: subject.version?.origin ?? subject.label,
    review: subject.review,
    approved_by: approval?.by ?? userName(),
    note: note ?? approval?.note ?? null,
    created_at: Date.now(),
  });
  if (saved === undefined) throw taken(as, newest);
  return { ...publishedOf(saved), isNew: true };
}

export function publishedOf(row: Version): Omit<Published, 'isNew'> {
  return {
    name: row.name,
    version: row.version,
    label: versionLabel(row),
    hash: row.code_hash,
    kind: row.kind as Published['kind'],
    task: row.task,
    executor: row.executor,
    scores: JSON.parse(row.scores) as PublishedScores,
    origin: row.origin,
    approvedBy: row.approved_by,
    note: row.note,
    createdAt: new Date(row.created_at).toISOString(),
  };
}

/** Names that would be taken for something else. */
function nameOf(as: string): { name: string; version?: number } {
  const parsed = parseVersion(as);
  if (parsed !== undefined && parsed.name !== 'latest' && !parsed.name.endsWith('.py')) return parsed;
  throw usageError('invalid-name', `Expected \`--as\` to be a name such as \`emails\` or \`emails@3\`, got \`${as}\``, {
    hint: 'Letters, digits, dots, dashes and underlines, at most 64; neither `latest` nor the name of a .py file.',
  });
}

/** Nobody has run a file here yet. */
async function assertPython({ code }: Subject, asked: SandboxChoice | undefined): Promise<void> {
  const sandbox = await openSandbox({ backend: sandboxOf((await loadConfig()).config, asked) });
  try {
    await scannedFile(code, sandbox);
  } finally {
    await sandbox.close();
  }
}

function taken(as: string, newest: Version | undefined) {
  const next = newest === undefined ? as : versionLabel({ ...newest, version: newest.version + 1 });
  return usageError('version-taken', `There is a version \`${as}\` already, and versions are never overwritten`, {
    hint: `Publish it as \`${next}\`, or without a number.`,
  });
}
