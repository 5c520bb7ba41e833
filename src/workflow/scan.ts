import { readFileSync } from 'node:fs';

import { W4sError, usageError } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import type { Sandbox } from '../sandbox/contract.ts';
import type { EntryName, Finding } from './contract.ts';
import { routedIn } from './routed/index.ts';

export interface Scan {
  syntaxError?: { line: number; message: string };
  /** The function that would be called; absent when the code defines none. */
  entry?: EntryName;
  findings: Finding[];
}

/** One text, since a run in the sandbox is one: what scan.py imports stands before it. */
const PROGRAM = ['scan_shape', 'scan_texts', 'scan_prompts', 'scan_tasks', 'scan_tables', 'scan_names', 'scan']
  .map((name) => readFileSync(new URL(`./${name}.py`, import.meta.url), 'utf8'))
  .map((text) => text.replace(/^from scan_.*\n/gm, ''))
  .join('\n');

/**
 * Reads a workflow's syntax tree, before it runs for the first time. Python's own parser does it, inside the sandbox
 * since even parsing hostile text can bring a process down. Of a composed program its programs are read, one by one.
 *
 * @throws {W4sError} `sandbox-unavailable` when the sandbox can't be had.
 */
export async function scanWorkflow(code: string, sandbox: Sandbox): Promise<Scan> {
  const routed = routedIn(code);
  if (routed === undefined) return scanProgram(code, sandbox);
  const scans = [];
  for (const [name, program] of routed.programs) scans.push({ name, ...(await scanProgram(program, sandbox)) });
  return {
    entry: 'workflow',
    syntaxError: scans.find(({ syntaxError }) => syntaxError !== undefined)?.syntaxError,
    findings: scans.flatMap(({ name, findings }) =>
      findings.map((finding) => ({ ...finding, detail: `${name}: ${finding.detail}` })),
    ),
  };
}

async function scanProgram(code: string, sandbox: Sandbox): Promise<Scan> {
  const result = await sandbox.run({
    code: PROGRAM,
    foreign: '',
    entry: 'scan',
    args: [code],
    limits: { wallMs: 20_000 },
  });
  if (result.ok) return scanOf(result.value);
  const { kind, message } = result.failure;
  if (kind === 'unavailable')
    throw new W4sError('sandbox-unavailable', `The workflow could not be scanned: ${message}`, {
      hint: 'Run `w4s doctor` to see what the sandbox lacks.',
    });
  return {
    findings: [
      {
        rule: 'unscannable',
        severity: 'danger',
        line: null,
        detail: `Python's parser did not survive the text (${kind}: ${message})`,
      },
    ],
  };
}

function scanOf(value: Json): Scan {
  const { syntaxError, entry, findings } = value as unknown as {
    syntaxError: Scan['syntaxError'] | null;
    entry: EntryName | null;
    findings: Finding[];
  };
  return { findings, syntaxError: syntaxError ?? undefined, entry: entry ?? undefined };
}

/**
 * As {@link scanWorkflow}, for a person's own file, of which nothing can be repaired.
 * @throws {W4sError} `workflow-syntax`
 */
export async function scannedFile(code: string, sandbox: Sandbox): Promise<Scan['findings']> {
  const { syntaxError, findings } = await scanWorkflow(code, sandbox);
  if (syntaxError === undefined) return findings;
  throw usageError(
    'workflow-syntax',
    `The workflow is not valid Python: ${syntaxError.message} on line ${syntaxError.line}`,
    { hint: 'Mend the file; nothing was run.' },
  );
}
