import { W4sError } from '../base/errors.ts';
import { type ItemFailure, type Finding, adviceOn, isMissing, scanWorkflow } from '../workflow/index.ts';
import {
  type Admission,
  type ItemRun,
  type ItemSetup,
  evaluateItem,
  plainQuestion,
  roomForItem,
} from '../evaluate/index.ts';
import type { Model } from '../model/index.ts';
import type { Trial } from './self-correction.ts';
import { stopping } from './stopping.ts';

export interface TrialOptions extends Pick<ItemRun, 'item' | 'purpose' | 'onFindings'> {
  setup: ItemSetup & Admission;
  /** Told what the scan found; true lets the program pass unrun, since a person has to look at it first. */
  onScanned?: (code: string, findings: readonly Finding[]) => Promise<boolean>;
}

/** How the problem of a program that does not parse begins. */
export const SYNTAX_PROBLEM = 'SyntaxError on line ';

/**
 * The trial of self-correction: parse and scan the program, then run it on ONE validation item. What counts is that it
 * returns a valid answer, not that the answer is right.
 *
 * @returns a function whose result says what is wrong, or `null`.
 * The returned function throws `trial-impossible` when the item can't be run for reasons that are not the program's,
 * and `run-stopping`.
 */
export function createTrial({ setup, onScanned, ...run }: TrialOptions): Trial {
  return async (code) => {
    const scan = await scanWorkflow(code, setup.sandbox);
    if (scan.syntaxError !== undefined) return `${SYNTAX_PROBLEM}${scan.syntaxError.line}: ${scan.syntaxError.message}`;
    if (await onScanned?.(code, scan.findings)) return null;
    const once = async () => {
      const leave = await roomForItem(setup);
      if (leave === undefined) throw stopping();
      return evaluateItem(setup, { ...run, split: 'validation', workflow: { code }, repeat: 0 }).finally(leave);
    };
    let { failure } = await once();
    if (failure !== undefined && isTransient(failure.kind)) ({ failure } = await once());
    if (failure === undefined) return null;
    // It answered; that the answer can't be scored now is no fault of the program.
    if (failure.kind === 'scorer') return null;
    if (failure.kind === 'provider' && (await answersOthers(setup.executor, run.purpose)))
      return `${describe(failure)}\n${TOO_MUCH}`;
    if (isMissing(failure.kind)) {
      throw new W4sError('trial-impossible', `A workflow could not be tried on an item: ${failure.message}`, {
        facts: { kind: failure.kind },
      });
    }
    return [describe(failure), adviceOn(failure), failure.traceback].filter((part) => part !== undefined).join('\n');
  };
}

/** Then it is this program that asks what no executor answers, and the search goes on without it. */
async function answersOthers(executor: Model, purpose: ItemRun['purpose']): Promise<boolean> {
  return executor.complete(plainQuestion({ purpose })).then(
    () => true,
    () => false,
  );
}

const TOO_MUCH = 'The executor answers a short question, and not what this program asks: ask for less in each call.';

/** The kind in front, unless the message begins with the exception's class. */
function describe({ kind, message, errorType }: ItemFailure): string {
  return errorType !== undefined && message.startsWith(errorType) ? message : `${kind}: ${message}`;
}

function isTransient(kind: string): boolean {
  return kind === 'provider' || kind === 'unavailable';
}
