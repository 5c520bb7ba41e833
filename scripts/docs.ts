/** Writes docs/cli.md from the table of commands; with --check, fails when the page is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { argumentText } from '../src/cli/arguments.ts';
import { type CommandSpec, EXIT_CODES } from '../src/cli/command.ts';
import { flagOf, flagsOf } from '../src/cli/flags.ts';
import type { OptionSpec } from '../src/cli/option.ts';
import { allCommands, commandTable } from '../src/cli/table.ts';

const path = new URL('../docs/cli.md', import.meta.url);
const page = render(await allCommands());
if (!process.argv.includes('--check')) writeFileSync(path, page);
else if (readFileSync(path, 'utf8') !== page) {
  console.error('docs/cli.md is stale: run `npm run docs` and commit it.');
  process.exitCode = 1;
}

function render(commands: readonly CommandSpec[]): string {
  const overview = [...Map.groupBy(commandTable, ({ group }) => group)].map(([group, specs]) => {
    const links = specs.map(({ name }) => `[${name}](#${name})`);
    return `- **${group}**: ${links.join(', ')}`;
  });
  return `${[
    '# Commands',
    '',
    '`npm run docs` generates this page from the table of commands. Every command also has `--help` and `--json`.',
    '',
    ...overview,
    '',
    EXIT_CODES,
    '',
    'With `--json`, standard output holds JSON lines: ' +
      'events `{"type":"event","event","at","data"}` and, as the last line, one result',
    '`{"type":"result","command","ok","exitCode","result","error"}`, ' +
      'where `error` is `null` or `{"code","message","hint","facts"}`. Text for people goes to standard error.',
    '',
    ...commands.map((command) => `${section(command)}\n`),
  ]
    .join('\n')
    .trimEnd()}\n`;
}

function section({ name, summary, details, arguments: args, options, examples }: CommandSpec): string {
  const words = args
    .map(({ name: word, required = true, many }) => (required ? `${word}${many ? '...' : ''}` : `[${word}]`))
    .join(' ');
  const groups = [...new Set(Object.values(options).map(({ group }) => group))];
  return [
    `## ${name}`,
    '',
    `\`w4s ${[name, words].filter(Boolean).join(' ')}\`: ${summary}.`,
    ...(details === undefined ? [] : ['', details]),
    ...(args.length === 0 ? [] : ['', ...args.map((word) => `- \`${word.name}\`: ${argumentText(word)}`)]),
    ...groups.flatMap((group) => flagTable(options, group)),
    '',
    '```',
    ...examples,
    '```',
  ].join('\n');
}

function flagTable(options: CommandSpec['options'], group: string | undefined): string[] {
  const rows = Object.entries(options)
    .filter(([, option]) => option.group === group)
    .map(([key, option]) => flagRow(key, option));
  return [
    '',
    ...(group === undefined ? [] : [`${group}:`, '']),
    '| flag | meaning | default | environment |',
    '| --- | --- | --- | --- |',
    ...rows,
  ];
}

function flagRow(key: string, option: OptionSpec<unknown>): string {
  const [switched] = flagsOf(key, option);
  const flag = option.value === undefined ? `${switched}` : `${flagOf(key)} ${option.value}`;
  const isOn = option.otherwise === 'on';
  const meaning = isOn ? `do not ${option.description}` : option.description;
  const env = option.env === undefined ? '' : `\`${option.env}\``;
  return `| \`${flag.replaceAll('|', '\\|')}\` | ${meaning} | ${isOn ? '' : (option.otherwise ?? '')} | ${env} |`;
}
