import type { Json } from '../../json.ts';
import type { SandboxCall } from '../../sandbox/contract.ts';
import type { ItemSession } from './session.ts';
import { bind } from './signature.ts';
import type { Bound, Signature } from './signature.ts';

/** One method of the `agent` object. */
export interface AgentMethod {
  readonly name: string;
  call(session: ItemSession, call: SandboxCall): Promise<Json>;
}

/** Ties a method's signature to what it does, so that what it does gets typed options. */
export function defineMethod<S extends Signature>(
  name: string,
  signature: S,
  run: (session: ItemSession, options: Bound<S>) => Json | Promise<Json>,
): AgentMethod {
  return {
    name,
    call: async (session, call) => run(session, bind(name, signature, call)),
  };
}
