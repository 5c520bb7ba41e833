import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ModelError } from '../../model/contract.ts';
import { nameOf } from './name.ts';
import type { Failure, FromChild, GgufAnswer, GgufFacts, GgufRequest, GgufSettings, ToChild } from './protocol.ts';

const CHILD = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './child.ts' : './child.js', import.meta.url));
/** The variables that llama.cpp needs: native code gets none of the user's keys. */
const PASSED_ON = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'LANG', 'SystemRoot', 'USERPROFILE', 'LD_LIBRARY_PATH'];

/** A file can't cause these: it was the kernel, short of memory, or a person. */
const OUTSIDE: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM']);

/** A process with one model in it. */
export interface GgufProcess {
  facts: GgufFacts;
  complete(request: GgufRequest, signal?: AbortSignal): Promise<GgufAnswer>;
  /** Whether it can still answer. */
  readonly alive: boolean;
  close(): Promise<void>;
}

interface Pending {
  resolve(answer: GgufAnswer): void;
  reject(error: Error): void;
}

/** @throws {ModelError} `bad-request` if the file crashes it or is refused, `server` if somebody else ends it. */
export async function startGgufProcess(settings: GgufSettings): Promise<GgufProcess> {
  const env = Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  const child = fork(CHILD, [], { execArgv: [], env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const pending = new Map<number, Pending>();
  const opened = Promise.withResolvers<GgufFacts>();
  const ended = Promise.withResolvers<void>();
  const failed = (failure: Failure) => new ModelError(failure.message, { ...failure, model: nameOf(settings.path) });
  const lastWords = tailOf(child);

  child.on('message', (message: FromChild) => {
    if (message.type === 'opened') opened.resolve(message.facts);
    else if (message.type === 'open-failed') opened.reject(failed(message.failure));
    else settle(pending, message, failed);
    holdWhile(child, pending.size > 0);
  });
  let lost: ModelError | undefined;
  const onEnd = (how: string) => {
    opened.reject(failed(OUTSIDE.has(how) ? endedBy(how) : unloadable(settings.path, how, lastWords())));
    lost = failed(endedBy(`${how}${lastWords()}`));
    for (const { reject } of pending.values()) reject(lost);
    pending.clear();
    ended.resolve();
  };
  const endedBy = (how: string): Failure => {
    return { kind: 'server', message: `The process of ${nameOf(settings.path)} ended (${how})` };
  };
  child.on('error', (error) => onEnd(error.message));
  child.on('close', (code, signal) => onEnd(signal ?? `exit code ${code}`));
  send(child, { type: 'open', settings });

  const close = () => end(child, ended.promise);
  try {
    const complete = caller(child, pending, () => lost);
    return {
      facts: await opened.promise,
      complete,
      close,
      get alive() {
        return child.connected;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function unloadable(path: string, how: string, lastWords: string): Failure {
  if (how === 'SIGILL') return cpuLacks(path);
  const got = `the process that loaded it ended (${how})${lastWords}`;
  return {
    kind: 'bad-request',
    message: `Expected \`${path}\` to be a GGUF model, but ${got}`,
    hint: 'The file may be incomplete: copy or download it again.',
  };
}

/** The runtime picks its kernels by CPU, down to SSE2; a build for a newer CPU fails like this. */
function cpuLacks(path: string): Failure {
  const lack = 'The native runtime uses instructions that this CPU does not have (SIGILL)';
  return {
    kind: 'bad-request',
    message: `${lack}, so ${nameOf(path)} can't run here`,
    hint: 'Serve the file on another machine, e.g. with llama.cpp or Ollama, and use its HTTP address.',
  };
}

function caller(
  child: ChildProcess,
  pending: Map<number, Pending>,
  lost: () => ModelError | undefined,
): GgufProcess['complete'] {
  let last = 0;
  return async (request, signal) => {
    signal?.throwIfAborted();
    const gone = lost();
    if (gone !== undefined) throw gone;
    const id = ++last;
    const { promise, resolve, reject } = Promise.withResolvers<GgufAnswer>();
    const onAbort = () => {
      send(child, { type: 'cancel', id });
      reject(signal?.reason as Error);
    };
    pending.set(id, { resolve, reject });
    holdWhile(child, true);
    signal?.addEventListener('abort', onAbort, { once: true });
    send(child, { type: 'complete', id, request });
    return promise.finally(() => signal?.removeEventListener('abort', onAbort));
  };
}

function settle(
  pending: Map<number, Pending>,
  message: Extract<FromChild, { id: number }>,
  failed: (failure: Failure) => Error,
): void {
  const waiting = pending.get(message.id);
  pending.delete(message.id);
  if (message.type === 'completed') waiting?.resolve(message.answer);
  else waiting?.reject(failed(message.failure));
}

/** An idle model must not keep the program alive. */
function holdWhile(child: ChildProcess, busy: boolean): void {
  const handles = [child, child.channel, child.stderr as unknown as { ref(): void; unref(): void } | null];
  for (const handle of handles) {
    if (busy) handle?.ref();
    else handle?.unref();
  }
}

/** The `close` event tells callers that a message did not arrive. */
function send(child: ChildProcess, message: ToChild): void {
  if (child.connected) child.send(message, () => undefined);
}

/** It has nothing to clean up, so just kill it. */
async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  holdWhile(child, true);
  child.kill('SIGKILL');
  await ended;
}

/** The last line that the process wrote, for the error message. */
function tailOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-2000);
  });
  return () => {
    const line = text
      .trim()
      .split('\n')
      .findLast((line) => /assert|error|abort|terminate|what\(\)/i.test(line));
    return line === undefined
      ? ''
      : `: ${line
          .trim()
          .replace(/^\S+:\d+: /, '')
          .slice(0, 300)}`; // without its source path
  };
}
