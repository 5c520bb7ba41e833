import type { CallHandler, SandboxCall } from '../contract.ts';
import type { Json } from '../../base/json.ts';
import { encodeJson } from '../values.ts';

/** The host's answers to the calls of one run, so that a further attempt at it pays for none of them again. */
export class Answers {
  readonly #onCall: CallHandler;
  readonly #given = new Map<string, Promise<Json>[]>();
  #left = new Map<string, Promise<Json>[]>();

  constructor(onCall: CallHandler) {
    this.#onCall = onCall;
  }

  /** From now on the same calls get the same answers, also those that are still under way. */
  again(): void {
    this.#left = new Map([...this.#given].map(([key, answers]) => [key, [...answers]]));
  }

  readonly serve: CallHandler = (call: SandboxCall) => {
    const key = encodeJson([call.method, call.args, call.kwargs]);
    const known = this.#left.get(key)?.shift();
    if (known !== undefined) return known;
    const answer = this.#onCall(call);
    const given = this.#given.get(key) ?? [];
    this.#given.set(key, [...given, answer]);
    return answer;
  };
}
