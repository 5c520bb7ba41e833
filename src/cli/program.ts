import { Command, CommanderError, Option } from 'commander';
import { usageError, W4sError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest.ts';
import { argumentText, readArguments } from './arguments.ts';
import { calledAs } from './called-as.ts';
import { type CommandEntry, type CommandSpec, loadCommand } from './command.ts';
import { flagOf } from './flags.ts';
import { assertUsed } from './needs.ts';
import type { OptionSpec } from './option.ts';

/** What a command line asks for, once it is read. */
export interface Invocation {
  spec: CommandSpec;
  args: string[];
  options: Record<string, unknown>;
  given: readonly string[];
  json: boolean;
}

export interface ProgramFacts {
  version: string;
  /** Lines at the end of the help. */
  about: readonly string[];
}

/**
 * Reads a command line by the table of commands.
 * @returns `undefined` when help or the version was asked for and has been written.
 * @throws usage errors with exit code 2.
 */
export async function readCommandLine(
  table: readonly CommandEntry[],
  facts: ProgramFacts,
  argv: readonly string[],
): Promise<Invocation | undefined> {
  let invocation: Invocation | undefined;
  const commands = await Promise.all(table.map((entry) => (argv.includes(entry.name) ? loadCommand(entry) : entry)));
  const program = createProgram(commands, facts, (found) => (invocation = found));
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    if (error.code === 'commander.help')
      throw unknownCommand(argv.find((word) => word !== 'help' && !word.startsWith('-')) ?? '', table);
    throw usageError(error.code.replace('commander.', 'usage-'), ourWording(error.message), {
      hint: hintFor(argv, table),
    });
  }
  return invocation;
}

/**
 * @param commands Those that the command line names, and of the others what the help of all says.
 * @param about Lines at the end of the help.
 */
function createProgram(
  commands: readonly (CommandEntry | CommandSpec)[],
  { version, about }: ProgramFacts,
  found: (invocation: Invocation) => void,
): Command {
  const program = new Command(calledAs())
    .description(
      'Improves a strong model at a task without changing its weights: ' +
        'a weak model writes workflows that call it, and learns to write better ones.',
    )
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .commandsGroup('Use:')
    .helpCommand('help [command]', 'show the help of a command')
    .configureHelp({ sortOptions: false, showGlobalOptions: false })
    .configureOutput({ writeErr: () => {} })
    .exitOverride()
    .addHelpText(
      'after',
      `\nTo start without a key: ${calledAs()} demo. ` +
        `For the flags and examples of a command: ${calledAs()} help COMMAND.\n${about.join('\n')}`,
    );
  for (const command of commands)
    program.addCommand('load' in command ? summarized(command) : createCommand(command, found));
  return program;
}

function summarized({ name, summary, group }: CommandEntry): Command {
  return new Command(name).summary(summary).helpGroup(`${group}:`);
}

function createCommand(spec: CommandSpec, found: (invocation: Invocation) => void): Command {
  const command = new Command(spec.name)
    .summary(spec.summary)
    .description([spec.summary, spec.details].filter(Boolean).join('\n\n'))
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .helpOption('-h, --help', 'show this help');
  command.helpGroup(`${spec.group}:`);
  for (const argument of spec.arguments) {
    const { name, required = true, many = false } = argument;
    const inside = many ? `${name}...` : name;
    command.argument(required ? `<${inside}>` : `[${inside}]`, argumentText(argument));
  }
  for (const [name, option] of Object.entries(spec.options))
    for (const one of commanderOptions(name, option))
      command.addOption(option.group === undefined ? one : one.helpGroup(`${option.group}:`));
  command.option('--json', 'print JSON lines on standard output; the last line is the result');
  const examples = spec.examples.map((example) => `  $ ${example.replace(/^w4s /, `${calledAs()} `)}`);
  command.addHelpText('after', `\nExamples:\n${examples.join('\n')}`);
  command.action(() => {
    const { json = false, ...options } = command.opts<Record<string, unknown> & { json?: boolean }>();
    const args = readArguments(spec, command.args);
    const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli' && options[name] !== false;
    const given = Object.keys(spec.options).filter(isGiven);
    assertUsed(spec, args, given);
    found({ spec, args, options: { ...defaultsOf(spec), ...options }, given, json });
  });
  return command;
}

function defaultsOf({ options }: CommandSpec): Record<string, unknown> {
  const entries = Object.entries(options).map(([name, option]) => [name, option.default] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function commanderOptions(name: string, spec: OptionSpec<unknown>): Option[] {
  const flag = flagOf(name);
  const { otherwise } = spec;
  const description = otherwise === undefined ? spec.description : `${spec.description} (default: ${otherwise})`;
  if (spec.value === undefined) {
    const on = otherwise === 'on';
    return [
      new Option(flag, description).hideHelp(on),
      new Option(flag.replace('--', '--no-'), `do not ${spec.description}`).hideHelp(!on),
    ];
  }
  const option = new Option(`${flag} <${spec.value}>`, description).argParser<unknown>((given, before) =>
    spec.parse(given, flag, before),
  );
  option.negate = false; // `--no-worse-than RUN` is the name itself
  // An empty variable is not set.
  return [spec.env === undefined || process.env[spec.env] === '' ? option : option.env(spec.env)];
}

/** For `w4s help NAME`, where commander would only print the help of everything. */
function unknownCommand(name: string, table: readonly CommandEntry[]): Error {
  const known = table.map((spec) => spec.name);
  return usageError('usage-unknownCommand', `Expected a command, got \`${name}\`${didYouMean(name, known)}`, {
    hint: '`w4s --help` lists the commands.',
  });
}

/** Commander's message in the form of ours. */
function ourWording(message: string): string {
  return message
    .replace(/^error: /, '')
    .replace(/\n/g, ' ')
    .replaceAll("'", '`')
    .replace(/ \(Did you mean (?:one of )?(.+)\?\)$/, '. Did you mean `$1`?')
    .replace(/^./, (first) => first.toUpperCase());
}

function hintFor(argv: readonly string[], table: readonly CommandEntry[]): string {
  const named = table.find(({ name }) => name === argv[0]);
  return named === undefined
    ? '`w4s --help` lists the commands.'
    : `\`w4s ${named.name} --help\` shows its flags and examples.`;
}

/** Anything thrown, as an error of ours. */
export function asW4sError(error: unknown): W4sError {
  if (error instanceof W4sError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  return new W4sError('internal', `Something unexpected went wrong: ${cause.message}`, {
    cause,
    hint: 'Run it again with W4S_DEBUG=1 to see where, and please report it.',
  });
}
