import { describe, expect, test } from 'vitest';
import { flagOf } from './flags.ts';
import { readCommandLine } from './program.ts';
import { allCommands, commandTable } from './table.ts';
import { isFlag } from './words.ts';

const read = (line: string) => readCommandLine(commandTable, { version: '0', about: [] }, line.split(' '));

test.each([
  ['export RUN --items --approve', 'Expected `--approve` or `--items`, got both'],
  ['export RUN --items --standalone', 'Expected `--standalone` or `--items`, got both'],
  ['export RUN --items --all --candidate t00c0', 'Expected `--all` or `--candidate`, got both'],
  ['export RUN --note hi', 'Expected `--note` with `--approve`, got it alone'],
  ['export RUN --traces', 'Expected `--traces` with `--items`, got it alone'],
  ['cache clear --limit 5', 'Expected `--limit` with `show`, got it with `clear`'],
  ['cache --limit 5', 'Expected `--limit` with `show`, got it with `summary`'],
  ['show RUN --failed', 'Expected `--failed` with `--items`, got it alone'],
  ['show RUN --item 1 --failed', 'Expected `--failed` with `--items`, got it alone'],
  ['show RUN --split test', 'Expected `--split` with `--items` or `--item`, got it alone'],
  ['show RUN --limit 3', 'Expected `--limit` with `--items`, got it alone'],
  ['show RUN --code --trajectory', 'Expected `--trajectory` or `--code`, got both'],
  ['show RUN --items --item 1', 'Expected `--items` or `--item`, got both'],
  ['dataset --out rows.jsonl', 'Expected `--out` with `build` or `export`, got it with `show`'],
  ['dataset build --format dpo', 'Expected `--format` with `export`, got it with `build`'],
  ['review list RUN', 'Expected `WORKFLOW` with `show`, `approve`, or `reject`, got it with `list`'],
  ['review show RUN --note hi', 'Expected `--note` with `approve` or `reject`, got it with `show`'],
  ['model list NAME', 'Expected `NAME` with `serve` or `convert`, got it with `list`'],
  ['model serve NAME --type f16', 'Expected `--type` with `convert`, got it with `serve`'],
  ['model serve NAME --into http://x/v1 --port 1', 'Expected `--port` or `--into`, got both'],
  ['pocket list executor', 'Expected `NAME` with `serve`, got it with `list`'],
  ['pocket --port 1', 'Expected `--port` with `serve`, got it with `list`'],
  ['tasks --low 0.2', 'Expected `--low` with `calibrate`, got it alone'],
  ['tasks reasoning-gym chain_sum', 'Expected `TASK` with `calibrate`, got it with `reasoning-gym`'],
  ['study --preset pocket --print --check', 'Expected `--check` or `--print`, got both'],
  ['demo --sim --task pocket-format', 'Expected `--task` or `--sim`, got both'],
  ['demo --model a.gguf --full', 'Expected `--full` or `--model`, got both'],
  ['train --full --lora 8', 'Expected `--lora` or `--full`, got both'],
  ['run emails --input hi --out a.csv', 'Expected `--out` with `--in`, got it alone'],
  ['eval w.py --margin 0.1', 'Expected `--margin` with `--no-worse-than`, got it alone'],
])('`w4s %s` is refused', async (line, message) => {
  await expect(read(line)).rejects.toMatchObject({ code: 'invalid-option', exitCode: 2, message });
});

test.each([
  'export RUN --approve --note hi',
  'show RUN --no-failed',
  'show RUN --item 7 --split test',
  'cache show --limit 5',
  'cache --model sim:executor',
  'dataset export --format dpo --out rows.jsonl',
  'model convert NAME --type f16',
  'eval w.py --margin 0.1 --no-worse-than base',
])('`w4s %s` is read', async (line) => {
  await expect(read(line)).resolves.toBeDefined();
});

test('what stands in the environment is no flag that was given', async () => {
  process.env.W4S_EXECUTOR = 'sim:executor';
  await expect(read('tasks')).resolves.toBeDefined();
  delete process.env.W4S_EXECUTOR;
});

describe('the table', async () => {
  test.each(await allCommands())('of $name names what there is', ({ arguments: words, options }) => {
    const known = [...Object.keys(options).map(flagOf), ...(words[0]?.choices ?? ['calibrate'])];
    const named = [...words, ...Object.values(options)].flatMap((one) => one.onlyWith ?? []);
    const apart = Object.values(options).flatMap(({ notWith = [] }) => notWith);
    expect([...named, ...apart].filter((word) => !known.includes(word))).toEqual([]);
    expect(apart.filter((word) => !isFlag(word))).toEqual([]);
  });
});
