import type { Choice, Extra, Message } from '../../model/contract.ts';

/**
 * What the executor's server wants back with the calls that came from it, by their ids: it is put back here, so that a
 * program need not carry it and a wrong one can't lose it.
 */
export class CallExtras {
  readonly #kept = new Map<string, { ofCall: Extra | undefined; ofMessage: Extra | undefined }>();

  keep({ toolCalls = [], extra: ofMessage }: Choice): void {
    for (const { id, extra: ofCall } of toolCalls) this.#kept.set(id, { ofCall, ofMessage });
  }

  /** The messages as they came, where they hold calls. */
  restored(messages: readonly Message[]): Message[] {
    return messages.map((message) => {
      const { toolCalls = [] } = message;
      const extra = toolCalls.map(({ id }) => this.#kept.get(id)?.ofMessage).find((one) => one !== undefined);
      const calls = toolCalls.map((call) => withExtra(call, this.#kept.get(call.id)?.ofCall));
      return withExtra(toolCalls.length === 0 ? message : { ...message, toolCalls: calls }, extra);
    });
  }
}

function withExtra<T extends object>(value: T, extra: Extra | undefined): T {
  return extra === undefined ? value : { ...value, extra };
}
