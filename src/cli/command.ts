import type { OptionSpec } from './option.ts';
import type { Output } from './output.ts';

export interface ArgumentSpec {
  name: string;
  description: string;
  /** @default true */
  required?: boolean;
  many?: boolean;
}

type Options = Record<string, OptionSpec<unknown>>;
type Values<O extends Options> = { [K in keyof O]?: O[K] extends OptionSpec<infer T> ? T : never };

export interface CommandInput<O extends Options> {
  args: string[];
  options: Values<O>;
  output: Output;
  /** Fires at the second Ctrl-C: stop at once. */
  signal: AbortSignal;
  /** Calls back at the first Ctrl-C: start nothing new. */
  onInterrupt: (listener: () => void) => void;
}

/** What a command ends with: 0 done, 1 failed, 3 stopped by a cap, 130 interrupted. Wrong usage is thrown. */
export type CommandExit = 0 | 1 | 3 | 130;

export interface CommandSpec<O extends Options = Options> {
  name: string;
  summary: string;
  /** Heading of the help that it stands under; given by the table. */
  group?: string;
  /** More than the summary, for the help and the docs page. */
  details?: string;
  arguments: readonly ArgumentSpec[];
  options: O;
  examples: readonly string[];
  run(input: CommandInput<O>): Promise<{ result: unknown; exitCode?: CommandExit }>;
}

/** Keeps the types of the options on the way into the table. */
export function defineCommand<const O extends Options>(spec: CommandSpec<O>): CommandSpec {
  return spec as unknown as CommandSpec;
}
