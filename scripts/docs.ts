/** Writes docs/cli.md from the table of commands; with --check, fails when the page is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { flagOf } from '../src/cli/program.ts';
import { commandTable } from '../src/cli/table.ts';

const path = new URL('../docs/cli.md', import.meta.url);
const page = render();
if (!process.argv.includes('--check')) writeFileSync(path, page);
else if (readFileSync(path, 'utf8') !== page) {
  console.error('docs/cli.md is stale: run `npm run docs` and commit it.');
  process.exitCode = 1;
}

function render(): string {
  const commands = commandTable.map(({ name, summary, details, arguments: args, options, examples }) => {
    const words = args.map(({ name: word, required = true, many }) => (required ? `${word}${many ? '...' : ''}` : `[${word}]`)).join(' ');
    const flags = Object.entries(options).map(([key, option]) => {
      const flag = option.value === undefined ? (option.default === 'on' ? flagOf(key).replace('--', '--no-') : flagOf(key)) : `${flagOf(key)} ${option.value}`;
      return `| \`${flag.replaceAll('|', '\\|')}\` | ${option.default === 'on' ? `do not ${option.description}` : option.description} | ${option.default ?? ''} | ${option.env === undefined ? '' : `\`${option.env}\``} |`;
    });
    return [
      `## ${name}`, '', `\`w4s ${[name, words].filter(Boolean).join(' ')}\`: ${summary}.`, ...(details === undefined ? [] : ['', details]),
      ...(args.length === 0 ? [] : ['', ...args.map(({ name: word, description }) => `- \`${word}\`: ${description}`)]),
      ...(flags.length === 0 ? [] : ['', '| flag | meaning | default | environment |', '| --- | --- | --- | --- |', ...flags]),
      '', '```', ...examples, '```',
    ].join('\n');
  });
  return `${[
    '# Commands', '', 'Made from the table of commands by `npm run docs`. Every command also has `--help` and `--json`.', '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 stopped by a cap, 130 interrupted.', '',
    'With `--json`, standard output holds JSON lines: events `{"type":"event","event","at","data"}` and last one result',
    '`{"type":"result","command","ok","exitCode","result","error"}`, where `error` is `null` or `{"code","message","hint","facts"}`. Text for people goes to standard error.', '',
    ...commands.map((command) => `${command}\n`),
  ].join('\n').trimEnd()}\n`;
}
