import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { elementAt, valueUnder } from '../../base/lists.ts';
import type { Json } from '../../base/json.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import { openSandbox } from '../../sandbox/index.ts';
import type { Scorer } from '../contract.ts';
import { fingerprint } from '../fingerprint.ts';
import { answerText } from '../scorers/answer-text.ts';
import { conclusion } from '../scorers/answer/conclusion.ts';
import { scoreInPython } from '../scorers/python-scorer.ts';
import { VERSIONS } from '../scorers/versions.ts';
import type { GymEnvironment } from './environment.ts';
import type { GymItem } from './generate.ts';
import type { GymPart } from './name.ts';

export interface VerifierOptions {
  environment: GymEnvironment;
  parts: readonly GymPart[];
  dataSeed: number;
  /** By item id. */
  items: ReadonlyMap<string, GymItem>;
}

/** Limits per answer. */
const LIMITS = { wallMs: 20_000, cpuMs: 10_000, memoryBytes: 4 * 2 ** 30 };
/** Characters of an answer to read, from its end. */
const LONGEST = 20_000;
/** How long a sandbox with the package, some 200 MB, stays open unused: opening one takes seconds. */
const IDLE_MS = 60_000;
const open = new Map<string, Verifier>();
const SOURCE = ['families.py', 'verify.py']
  .map((name) => readFileSync(new URL(`./python/${name}`, import.meta.url), 'utf8'))
  .join('\n');

/**
 * Scores with the package's own verifiers, which read text that a model wrote, some with `eval`: each answer in its own
 * locked-down process, without files, network or keys. The answer counts verbatim or without its dressing, whichever
 * scores more.
 */
export function gymScorer({ environment, parts, dataSeed, items }: VerifierOptions): Scorer {
  return {
    name: 'reasoning-gym',
    needsGold: false,
    // How an answer is freed of its dressing is known by the scorer that does nothing else.
    fingerprint: fingerprint(['reasoning-gym', environment.version, parts, dataSeed, SOURCE, VERSIONS.exact]),
    async score(prediction, item, { signal }) {
      const { part, entry } = valueUnder(items, item.id);
      const args: Json[] = [readings(prediction), part, entry];
      return withVerifier(environment.python, parts, (sandbox) =>
        scoreInPython({
          sandbox,
          code: 'from w4s_prelude import score',
          args,
          file: `the verifier of ${elementAt(parts, part).family}`,
          item,
          limits: LIMITS,
          signal,
        }),
      );
    },
  };
}

function readings(prediction: Json): string[] {
  return [...new Set([answerText(prediction).trim(), conclusion(prediction)])].map((text) => text.slice(-LONGEST));
}

interface Verifier {
  sandbox: Promise<Sandbox>;
  users: number;
  closing?: NodeJS.Timeout;
}

/** Opened for the first answer, closed when unused for a while; an open one keeps nothing alive. */
async function withVerifier<T>(
  python: string,
  parts: readonly GymPart[],
  use: (sandbox: Sandbox) => Promise<T>,
): Promise<T> {
  const key = JSON.stringify([python, parts]);
  const verifier = open.get(key) ?? { sandbox: opened(python, parts), users: 0 };
  open.set(key, verifier);
  clearTimeout(verifier.closing);
  verifier.users++;
  try {
    return await use(
      await verifier.sandbox.catch((error: unknown) => {
        open.delete(key);
        throw error;
      }),
    );
  } finally {
    verifier.users--;
    if (verifier.users === 0) verifier.closing = setTimeout(() => close(key), IDLE_MS).unref();
  }
}

function opened(python: string, parts: readonly GymPart[]): Promise<Sandbox> {
  const prelude = `${SOURCE}\nprepare(json.loads(${JSON.stringify(JSON.stringify(parts))}))\n`;
  // A bare name is looked up in PATH.
  return openSandbox({ native: { python: basename(python) === python ? python : resolve(python), prelude } });
}

function close(key: string): void {
  void open
    .get(key)
    ?.sandbox.then((sandbox) => sandbox.close())
    .catch(() => undefined);
  open.delete(key);
}
