import { usageError } from '../base/errors.ts';
import { parseCandidate } from '../base/candidate-id.ts';
import { scoresOfCandidate } from '../optimize/index.ts';
import { configOfRun } from '../run/index.ts';
import { type Store, findRun } from '../store/index.ts';
import type { Subject } from '../subject/index.ts';
import { type Provenance, kindByForm, usesTools } from '../workflow/index.ts';
import { renderStandalone } from './render.ts';
import { type ServerOptions, serverOf } from './server.ts';

/** A workflow as one Python file that runs anywhere, by what is known of it here. */
export async function standaloneOf(store: Store, subject: Subject, options: ServerOptions): Promise<string> {
  const { label: title, code } = subject;
  if (usesTools(code))
    throw usageError('needs-tools', `\`${title}\` calls tools, which a file that stands alone does not have`, {
      hint: 'Use it here: `w4s run`, with --task for its tools.',
    });
  const kind = subject.kind ?? kindByForm(code);
  const provenance = await provenanceOf(store, subject);
  return renderStandalone({ title, code, kind, provenance, server: serverOf(provenance.executor, options) });
}

/** Where a workflow comes from, however it was named. */
export async function provenanceOf(store: Store, subject: Subject): Promise<Provenance> {
  const { label, file, version, task, executor } = subject;
  const known = { task: task ?? undefined, executor: executor ?? undefined, date: new Date().toISOString() };
  if (file !== undefined) return file.edited ? known : (file.provenance ?? known);
  if (version !== undefined) {
    const scores = JSON.parse(version.scores) as Provenance;
    return { ...known, run: version.origin, validation: scores.validation, test: scores.test };
  }
  const run = await findRun(store, parseCandidate(label).run);
  return { ...known, run: run.id, metaAgent: configOfRun(run).meta, ...(await scoresOfCandidate(store, label)) };
}
