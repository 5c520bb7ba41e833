import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCandidate } from '../../base/candidate-id.ts';
import { usageError } from '../../base/errors.ts';
import { writeFileAtomic } from '../../base/write-file.ts';
import { assertReviewed, exportWorkflow, runFolder } from '../../optimize/index.ts';
import { provenanceOf, standaloneOf } from '../../standalone/index.ts';
import { type Store, findRun, saveApproval } from '../../store/index.ts';
import { type Subject, findSubject } from '../../subject/index.ts';
import { renderWorkflowFile } from '../../workflow/index.ts';
import { defineCommand } from '../command.ts';
import { storeOption, withStore } from '../common.ts';
import { text, toggle } from '../option.ts';

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'write a workflow as a .py file that states where it comes from',
  details:
    'Where the run’s review policy asks for it, a person has to approve this exact text first: ' +
    'look at it with `w4s show RUN --code`, then export with --approve. With --standalone the file brings an ' +
    'agent of its own and runs anywhere with Python 3.10 and an OpenAI-compatible server, without w4s and not ' +
    'sandboxed.',
  arguments: [{ name: 'RUN', description: 'a run (its winner), RUN/t03c1, or a published NAME or NAME@N' }],
  options: {
    out: text('FILE', {
      description: 'where to write it',
      default: 'winner.py beside the store, with --standalone standalone.py',
    }),
    standalone: toggle({ description: 'one file that runs anywhere without w4s' }),
    approve: toggle({ description: 'approve this exact text: you looked at it' }),
    note: text('TEXT', { description: 'kept with the approval' }),
    ...storeOption,
  },
  examples: [
    'w4s export gsm-hard-7k2mx --out workflow.py',
    'w4s export gsm-hard-7k2mx --approve --note "read it, harmless"',
    'w4s export emails --standalone --out emails.py',
  ],
  run: ({ args: [reference], options, output }) =>
    withStore(options.store, async (store) => {
      const subject = await findSubject(store, reference);
      if (options.approve === true) {
        await saveApproval(store, {
          code_hash: subject.hash,
          decision: 'approved',
          by: userInfo().username,
          note: options.note ?? null,
          at: Date.now(),
        });
      }
      await assertReviewed(store, subject);
      const path = await written(store, subject, options);
      output.print(`Workflow: ${path}`);
      const { label: candidate, hash } = subject;
      return { result: { run: runOf(subject), candidate, hash, path, standalone: options.standalone === true } };
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
    ? await standaloneOf(store, subject)
    : renderWorkflowFile({ code: subject.code, provenance: await provenanceOf(store, subject) });
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, content);
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
