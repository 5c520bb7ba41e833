import { join } from 'node:path';
import { loadConfig } from '../../config/index.ts';
import { parseCandidate } from '../../base/candidate-id.ts';
import { usageError } from '../../base/errors.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { exportWorkflow } from '../../optimize/index.ts';
import { assertReviewed, decide } from '../../review/index.ts';
import { provenanceOf, standaloneOf } from '../../standalone/index.ts';
import { type Store, findRun, runFolder } from '../../store/index.ts';
import { type Subject, findSubject } from '../../subject/index.ts';
import { renderWorkflowFile } from '../../workflow/index.ts';
import { defineCommand } from '../command.ts';
import { candidateOption, storeOption, withStore } from '../common.ts';
import { exportItems } from '../export-items.ts';
import { choice, notWith, onlyWith, text, toggle } from '../option.ts';

export const exportCommand = defineCommand({
  details:
    'With --items, it writes one line per item run: of the winner, of a candidate, or of all candidates. Without it, ' +
    'it writes a workflow. If the review policy of the run requires it, a person must approve this exact text first: ' +
    'read it with `w4s review show RUN`, then export it with --approve. With --standalone, the file has an agent ' +
    'of its own: it runs anywhere with Python 3.10 and an OpenAI-compatible server, without w4s, and is not sandboxed.',
  arguments: [{ name: 'RUN', description: 'a run (its winner), RUN/t03c1, or a published NAME or NAME@N' }],
  options: {
    out: text('FILE', {
      description: 'file to write; with --items, - is standard output',
      otherwise: 'winner.py, standalone.py, items.jsonl or items.csv, beside the store',
    }),
    standalone: notWith(['--items'], toggle({ description: 'one file that runs anywhere without w4s' })),
    items: toggle({ description: 'write the result of each item, as `show --items` prints it, but all of them' }),
    candidate: onlyWith(['--items'], candidateOption.candidate),
    all: notWith(['--candidate'], onlyWith(['--items'], toggle({ description: 'the items of every candidate' }))),
    format: onlyWith(['--items'], choice(['jsonl', 'csv'], { description: 'format of the file', otherwise: 'jsonl' })),
    traces: onlyWith(['--items'], toggle({ description: 'also every call, with its messages and replies' })),
    approve: notWith(['--items'], toggle({ description: 'approve this exact text, which you have read' })),
    note: onlyWith(['--approve'], text('TEXT', { description: 'a note to keep with the approval' })),
    ...storeOption,
  },
  examples: [
    'w4s export gsm-hard-7k2mx --out workflow.py',
    'w4s export gsm-hard-7k2mx --approve --note "read it, harmless"',
    'w4s export gsm-hard-7k2mx --items --all --format csv --out items.csv',
    'w4s export gsm-hard-7k2mx --items --traces',
    'w4s export emails --standalone --out emails.py',
  ],
  run: ({ args: [reference], options, output }) =>
    withStore(options.store, async (store) => {
      if (options.items) return { result: await exportItems(store, reference, options, output) };
      const subject = await findSubject(store, reference);
      if (options.approve) await decide(store, { hash: subject.hash, decision: 'approved', note: options.note });
      await assertReviewed(store, { ...subject, origin: subject.version?.origin });
      const path = await written(store, subject, options);
      output.print(`Workflow: ${path}`);
      const { label: candidate, hash } = subject;
      return { result: { run: runOf(subject), candidate, hash, path, standalone: options.standalone } };
    }),
});

async function written(
  store: Store,
  subject: Subject,
  { out, standalone = false }: { out?: string; standalone?: boolean },
): Promise<string | null> {
  const run = runOf(subject);
  if (!standalone && subject.version === undefined && run !== null)
    return exportWorkflow(store, await findRun(store, run), subject.label, out);
  const path = out ?? placeBeside(store, run);
  const content = standalone
    ? await standaloneOf(store, subject, { config: (await loadConfig()).config, env: process.env })
    : renderWorkflowFile({ code: subject.code, provenance: await provenanceOf(store, subject) });
  await writeFileAtomic(path, content, { withFolder: true });
  return path;
}

/** The run that a candidate is of; `null` for what was named by a file or a version. */
function runOf({ label, file, version }: Subject): string | null {
  return file === undefined && version === undefined ? parseCandidate(label).run : null;
}

function placeBeside(store: Store, run: string | null): string {
  const folder = run === null ? null : runFolder(store, run);
  if (folder !== null) return join(folder, 'standalone.py');
  throw usageError('missing-option', 'Expected `--out FILE`: where to write it', {
    hint: 'For example `--out emails.py`.',
  });
}
