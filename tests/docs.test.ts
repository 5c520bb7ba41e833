import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readCommandLine } from '../src/cli/program.ts';
import { allCommands, commandTable } from '../src/cli/table.ts';
import { commandsOf, fencesOf, pages } from './support/fences.ts';

const fences = pages().flatMap(fencesOf);
const commands = fences.flatMap((fence) =>
  commandsOf(fence).map((words) => ({ place: fence.place, line: words.join(' '), words })),
);
const examples = (await allCommands()).flatMap(({ name, examples: lines }) =>
  commandsOf({ place: '', language: '', text: lines.join('\n') }).map((words) => ({
    place: `help of ${name}`,
    line: words.join(' '),
    words,
  })),
);

it('finds the commands of the pages', () => {
  expect(new Set(commands.map(({ place }) => place.split(':')[0]))).toEqual(
    new Set([
      'README.md',
      'docs/baselines.md',
      ...[
        'evaluation',
        'getting-started',
        'method',
        'models',
        'page',
        'pocket',
        'safety',
        'scale',
        'serving',
        'store',
        'strategies',
        'studies',
        'tasks',
        'tools',
        'training',
        'transfer',
        'using',
        'winners',
        'workflows',
      ].map((name) => `docs/${name}.md`),
    ]),
  );
  expect(commands.length).toBeGreaterThan(40);
});

it.each([...commands, ...examples])('$place: w4s $line', async ({ words }) => {
  await expect(
    readCommandLine(
      commandTable,
      { version: '0.0.0', about: [] },
      words.filter((word) => word !== '...'),
    ),
  ).resolves.toMatchObject({ spec: { name: words[0] } });
});

/** Whole programs, not the signatures of the agent's methods. */
const python = fences.filter(({ language, text }) => language === 'python' && /^def /m.test(text));
it('programs in Python are valid', () => {
  const check =
    'import ast, json, sys\nfor place, text in json.load(sys.stdin):\n' +
    '    try: ast.parse(text)\n' +
    '    except SyntaxError as error: print(place, error)\n';
  expect(python.length).toBeGreaterThan(1);
  expect(
    execFileSync('python3', ['-c', check], {
      input: JSON.stringify(python.map(({ place, text }) => [place, text])),
      encoding: 'utf8',
    }),
  ).toBe('');
});
