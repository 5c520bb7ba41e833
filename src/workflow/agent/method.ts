import type { Json } from '../../base/json.ts';
import { CallError, type SandboxCall } from '../../sandbox/contract.ts';
import type { ItemSession } from './session.ts';
import { bind } from './signature.ts';
import type { Bound, Signature } from './signature.ts';

/** One method of the `agent` object. */
export interface AgentMethod {
  readonly name: string;
  /** A right call of it. */
  readonly example: string;
  /** For the meta-agent, where its prompt's text has no word of it by itself. */
  readonly about?: string;
  call(session: ItemSession, call: SandboxCall): Promise<Json>;
}

/**
 * Ties a method's signature to what it does, so that what it does gets typed options.
 * @param example A right call, which a wrong one is answered with.
 * @param about See {@link AgentMethod}.
 */
export function defineMethod<S extends Signature>(
  name: string,
  signature: S,
  run: (session: ItemSession, options: Bound<S>) => Json | Promise<Json>,
  example: string,
  about?: string,
): AgentMethod {
  return {
    name,
    example,
    about,
    call: async (session, call) =>
      run(
        session,
        bindOr(example, () => bind(name, signature, call)),
      ),
  };
}

function bindOr<T>(example: string, bindArguments: () => T): T {
  try {
    return bindArguments();
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    throw new CallError(
      `${error.message}${/[.?]$/.test(error.message) ? '' : '.'} Write: ${example}`,
      error.pythonType,
    );
  }
}
