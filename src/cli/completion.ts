import type { CommandSpec } from './command.ts';
import { flagOf, flagsOf } from './flags.ts';
import type { OptionSpec } from './option.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** Scripts that complete commands, flags, and the values of flags that are a choice; files elsewhere. */
export const COMPLETIONS: Readonly<Record<Shell, (table: readonly CommandSpec[]) => string>> = { bash, zsh, fish };

const SHARED = ['--json', '--help'];

function bash(table: readonly CommandSpec[]): string {
  const cases = table.flatMap(({ name, options, arguments: words }) => [
    ...firstWords(words).map((first) => `    '${name} ${name}') words='${[first, ...allFlags(options)].join(' ')}' ;;`),
    ...choicesOf(options).map(([flag, values]) => `    '${name} ${flag}') words='${values.join(' ')}' ;;`),
    `    '${name} '*) words='${allFlags(options).join(' ')}' ;;`,
  ]);
  return [
    '_w4s() {',
    '  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} words=',
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words='${table.map(({ name }) => name).join(' ')} help --help --version'`,
    '  else case "${COMP_WORDS[1]} $previous" in',
    ...cases,
    '  esac; fi',
    // Words are offered at once, flags only to what looks like one: an argument may be a file, a run or a task.
    '  local hidden=; case "$current" in -*) ;; *) hidden="--*" ;; esac',
    '  COMPREPLY=($(compgen -W "$words" -X "$hidden" -- "$current"))',
    '}',
    'complete -o default -F _w4s w4s',
  ].join('\n');
}

/** Zsh understands the script for bash. */
function zsh(table: readonly CommandSpec[]): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bash(table)}`;
}

function fish(table: readonly CommandSpec[]): string {
  return table
    .flatMap(({ name, summary, options, arguments: words }) => [
      `complete -c w4s -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`,
      ...firstWords(words).map(
        (first) =>
          `complete -c w4s -f -a ${quoted(first)} ` +
          `-n '__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${first}'`,
      ),
      ...Object.entries(options).flatMap(([key, option]) =>
        flagsOf(key, option).map((flag) => fishFlag(name, flag, option)),
      ),
      `complete -c w4s -n '__fish_seen_subcommand_from ${name}' -l json`,
    ])
    .join('\n');
}

function fishFlag(command: string, flag: string, option: OptionSpec<unknown>): string {
  const when = `'__fish_seen_subcommand_from ${command}'`;
  return `complete -c w4s -n ${when} -l ${flag.slice(2)}${fishValues(option)} -d ${quoted(option.description)}`;
}

/** What follows a flag: nothing, one of a few words, or anything. */
function fishValues({ value, choices }: OptionSpec<unknown>): string {
  if (value === undefined) return '';
  return choices === undefined ? ' -r' : ` -x -a ${quoted(choices.join(' '))}`;
}

/** What the first word after a command may be, as one text; nothing where that may be anything. */
function firstWords([first]: CommandSpec['arguments']): string[] {
  return first?.choices === undefined ? [] : [first.choices.join(' ')];
}

function allFlags(options: CommandSpec['options']): string[] {
  return [...Object.entries(options).flatMap(([key, option]) => flagsOf(key, option)), ...SHARED];
}

/** Flags whose value is one of a few. */
function choicesOf(options: CommandSpec['options']): [flag: string, values: readonly string[]][] {
  return Object.entries(options).flatMap(([key, { choices }]) =>
    choices === undefined ? [] : [[flagOf(key), choices]],
  );
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
