import type { OptionSpec } from './option.ts';
import type { Output } from './output.ts';

export interface ArgumentSpec {
  name: string;
  description: string;
  /** The words that it may be; where it is not required, the first is the default. */
  choices?: readonly string[];
  /** @default true */
  required?: boolean;
  many?: boolean;
  /** Actions of which one has to stand before it. */
  onlyWith?: readonly string[];
}

type Options = Record<string, OptionSpec<unknown>>;
type ValueOf<S> = S extends OptionSpec<infer T> ? T : never;
type WithDefault<O extends Options> = { [K in keyof O]: O[K] extends { default: unknown } ? K : never }[keyof O];
/** Flags with a default are always there, the others only where they were given. */
type Values<O extends Options> = { [K in WithDefault<O>]: ValueOf<O[K]> } & {
  [K in Exclude<keyof O, WithDefault<O>>]?: ValueOf<O[K]>;
};

/** The words after a command: those that are always there, then any number of others. */
type Words<A extends readonly ArgumentSpec[]> = A extends readonly [
  infer First,
  ...infer Rest extends readonly ArgumentSpec[],
]
  ? First extends { choices: readonly (infer Word)[] }
    ? [Word, ...Words<Rest>]
    : First extends { required: false } | { many: true }
      ? string[]
      : [string, ...Words<Rest>]
  : string[];

export interface CommandInput<O extends Options, A extends readonly ArgumentSpec[] = readonly ArgumentSpec[]> {
  args: Words<A>;
  options: Values<O>;
  /** Those of the options that the command line itself names, and no variable or default. */
  given: readonly (keyof O)[];
  output: Output;
  /** Fires at the second Ctrl-C: stop at once. */
  signal: AbortSignal;
  /** Calls back at the first Ctrl-C: start nothing new. */
  onInterrupt: (listener: () => void) => void;
}

/** What each exit code says, for the help and the docs page. */
export const EXIT_CODES =
  'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 stopped by a limit, 4 a required score was not reached, ' +
  '5 too little was scored to say, 130 interrupted.';

/** What a command ends with, see {@link EXIT_CODES}. Wrong usage is thrown. */
export type CommandExit = 0 | 1 | 3 | 4 | 5 | 130;

/** What the help of the program says of a command. */
interface CommandFacts {
  name: string;
  summary: string;
  /** Heading of the help that it stands under. */
  group: string;
}

/** A command's line in the table. */
export interface CommandEntry extends CommandFacts {
  /** Loads its file, and with it all that it works with. */
  load(): Promise<CommandBody>;
}

export type CommandSpec = CommandFacts & CommandBody;

/** What a command's file says of it. */
export interface CommandBody<O extends Options = Options, A extends readonly ArgumentSpec[] = readonly ArgumentSpec[]> {
  /** More than the summary, for the help and the docs page. */
  details?: string;
  arguments: A;
  options: O;
  examples: readonly string[];
  run(input: CommandInput<O, A>): Promise<{ result: unknown; exitCode?: CommandExit }>;
}

/** All of one command. */
export async function loadCommand({ name, summary, group, load }: CommandEntry): Promise<CommandSpec> {
  return { name, summary, group, ...(await load()) };
}

/** Keeps the types of the words and options on the way into the table. */
export function defineCommand<const O extends Options, const A extends readonly ArgumentSpec[]>(
  body: CommandBody<O, A>,
): CommandBody {
  return body as unknown as CommandBody;
}
