import { createHash } from 'node:crypto';
import type { Json } from '../../base/json.ts';
import { nearest } from '../../base/nearest.ts';
import { headOf } from '../../base/clip.ts';
import { CallError } from '../../sandbox/contract.ts';
import type { ItemTools, Toolbox, ToolCallPlace, ToolLog, ToolResult } from '../../tools/contract.ts';
import type { Finding } from '../contract.ts';

export interface ToolUseOptions {
  box: Toolbox;
  log: ToolLog | undefined;
  place: Pick<ToolCallPlace, 'workflow' | 'itemId' | 'repeat'>;
}

/** The tools of a task in the hands of one item's workflow. */
export class ToolUse {
  readonly box: Toolbox;
  readonly #options: ToolUseOptions;
  readonly #item: ItemTools;
  /** How often each call was made: by its place among equal ones it is the same again, whatever ran beside it. */
  readonly #made = new Map<string, number>();

  constructor(options: ToolUseOptions) {
    this.#options = options;
    this.box = options.box;
    this.#item = options.box.forItem();
  }

  /** @returns why a name is none of the task's tools, with what a person may want to know; nothing where it is one */
  refusal(name: string): { error: CallError; finding: Finding } | undefined {
    const known = this.box.facts.map((tool) => tool.name);
    if (known.includes(name)) return undefined;
    const isWithheld = this.box.withheld.includes(name);
    const shown = JSON.stringify(headOf(name, 100));
    const near = isWithheld ? undefined : nearest(name, known);
    const guess = near === undefined ? '' : ` Did you mean '${near}'?`;
    const error = new CallError(`There is no tool ${shown}.${guess} The tools are: ${known.join(', ')}`, 'ValueError');
    const finding: Finding = isWithheld
      ? {
          rule: 'refused-tool',
          severity: 'warning',
          line: null,
          detail: `called ${shown}, which its task does not allow`,
        }
      : { rule: 'unknown-tool', severity: 'info', line: null, detail: `called the tool ${shown}, which there is not` };
    return { error, finding };
  }

  /** The result on record of the same call before a stop, else what the tool brings. @throws {ToolError} */
  async call(
    name: string,
    args: { [key: string]: Json },
    options: Parameters<ItemTools['call']>[2],
  ): Promise<ToolResult & { replayed: boolean }> {
    const place = this.#placeOf(name, args);
    const known = await this.#options.log?.find(place);
    if (known !== undefined) return { ...known, replayed: true };
    const result = await this.#item.call(name, args, options);
    await this.#options.log?.keep(place, name, result);
    return { ...result, replayed: false };
  }

  close(): Promise<void> {
    return this.#item.close();
  }

  #placeOf(name: string, args: { [key: string]: Json }): ToolCallPlace {
    const call = createHash('sha256')
      .update(JSON.stringify([name, args]))
      .digest('hex');
    const occurrence = this.#made.get(call) ?? 0;
    this.#made.set(call, occurrence + 1);
    return { ...this.#options.place, call, occurrence };
  }
}
