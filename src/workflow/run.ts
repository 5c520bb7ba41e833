import type { ItemFailure } from './outcome.ts';
import type { Json } from '../base/json.ts';
import { headOf } from '../base/clip.ts';
import { LONGEST_MS, type SandboxResult } from '../sandbox/contract.ts';
import { agentMethods, serveAgent } from './agent/bridge.ts';
import { isQuotaMessage } from './agent/quota.ts';
import { GRACE_MS, ItemSession } from './agent/session.ts';
import { findingsFromAudit } from './audit.ts';
import { checkedAnswer } from './answer.ts';
import { ENTRY_NAMES } from './contract.ts';
import { filledQuotas } from './quotas.ts';
import { routedIn } from './routed/index.ts';
import { sandboxed } from './sandboxed.ts';
import type { WorkflowRun, WorkflowRunOptions } from './contract.ts';

/**
 * Runs a workflow on one item. Never throws: what goes wrong is the record's `failure`. A sandbox that could not be had
 * is tried once more; paid calls of the first try come from the executor's cache then.
 */
export function runWorkflow(options: WorkflowRunOptions): Promise<WorkflowRun> {
  return twice(options, runProgram);
}

/** As {@link runWorkflow}, of a composed program only what its router chooses: the `answer` is a program's name. */
export function runPick(options: WorkflowRunOptions): Promise<WorkflowRun> {
  return twice(options, pickIn);
}

type Work = (session: ItemSession, options: WorkflowRunOptions) => Promise<SandboxResult>;

async function twice(options: WorkflowRunOptions, work: Work): Promise<WorkflowRun> {
  const run = await attempt(options, work);
  const retry = run.failure?.kind === 'unavailable' && options.signal?.aborted !== true;
  return retry ? attempt(options, work) : run;
}

async function attempt(options: WorkflowRunOptions, work: Work): Promise<WorkflowRun> {
  const session = new ItemSession(options);
  const started = performance.now();
  try {
    const result = await work(session, options);
    session.usage.wallMs = performance.now() - started;
    session.addFindings(findingsFromAudit(result.audit));
    return recordOf(session, result, options.signal);
  } finally {
    await session.close();
  }
}

/** A composed program is run in two steps, so that the one that its router chose runs as it would alone. */
async function runProgram(session: ItemSession, options: WorkflowRunOptions): Promise<SandboxResult> {
  const routed = routedIn(options.code);
  if (routed === undefined) return runInSandbox(session, options);
  const pick = await pickIn(session, options);
  const name = pick.ok && typeof pick.value === 'string' ? pick.value : '';
  const code = routed.programs.get(name);
  if (code === undefined) return pick;
  session.trace.picked(name);
  return runInSandbox(session, { ...options, code });
}

function pickIn(session: ItemSession, options: WorkflowRunOptions): Promise<SandboxResult> {
  return runInSandbox(session, options, 'pick');
}

function runInSandbox(
  session: ItemSession,
  { code, entry, item, kind, limits, quotas, tools, folder }: WorkflowRunOptions,
  only?: 'pick',
): Promise<SandboxResult> {
  const methods = agentMethods({ tools: tools !== undefined, files: folder !== undefined });
  const { wallMs, waitMs } = filledQuotas(quotas);
  return sandboxed(session.sandbox, {
    code,
    entry: only ?? entry ?? ENTRY_NAMES,
    args: kind === 'code' ? [item.input, item.entryPoint ?? null] : [item.input],
    agent: methods.map(({ name }) => name),
    onCall: serveAgent(session, methods),
    // The session's clock stops the run; the sandbox, which does not know what is waiting, only has the last word.
    limits: { wallMs: Math.min(wallMs + waitMs + GRACE_MS, LONGEST_MS), ...limits },
    signal: session.runSignal,
  });
}

function recordOf(session: ItemSession, result: SandboxResult, signal: AbortSignal | undefined): WorkflowRun {
  const { usage, findings, trace } = session;
  const facts = {
    usage: { ...usage },
    stdout: result.stdout,
    findings: [...findings],
    trace: trace.taken(),
  };
  const verdict = verdictOn(session, result, signal);
  return { ...facts, ...verdict, replyKeys: result.ok ? shortKeys(result.value) : {} };
}

/** A fault that is not the workflow's goes before whatever the workflow made of it. */
function verdictOn(
  session: ItemSession,
  result: SandboxResult,
  signal: AbortSignal | undefined,
): { answer: Json } | { failure: ItemFailure } {
  if (session.fatal !== undefined) return { failure: session.fatal };
  if (result.ok) return checkedAnswer(result.value);
  if (signal?.aborted === true) return { failure: { kind: 'interrupted', message: 'The run was interrupted' } };
  const { failure } = result;
  const isQuota = failure.kind === 'exception' && isQuotaMessage(failure.message);
  return { failure: isQuota ? { ...failure, kind: 'quota' } : failure };
}

/** At most 20 keys of what was returned, each value in at most 200 characters. */
function shortKeys(value: Json): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value).slice(0, 20);
  return Object.fromEntries(
    entries.map(([key, held]) => [
      headOf(key, 100),
      headOf(typeof held === 'string' ? held : JSON.stringify(held), 200),
    ]),
  );
}
