import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCommandLine } from '../src/cli/program.ts';
import { commandTable } from '../src/cli/table.ts';
import { parseModel } from '../src/model/index.ts';
import { type Fence, commandsOf, fencesOf } from './support/fences.ts';
import { temporaryFolders } from './support/temporary.ts';

const folder = temporaryFolders();
const fences = fencesOf('docs/scale.md');
const inLanguage = (language: string): Fence[] => fences.filter((fence) => fence.language === language);
const read = (words: string[]) => readCommandLine(commandTable, { version: '0.0.0', about: [] }, words);

/** What a unit of systemd says, by section. */
function sectionsOf(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let name = '';
  for (const line of text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))) {
    const section = /^\[(\w+)\]$/.exec(line)?.[1];
    if (section !== undefined) sections[(name = section)] = {};
    else sections[name]![line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return sections;
}

it('the unit of systemd starts a worker, and its stop is one signal to the worker alone', async () => {
  const [unit] = inLanguage('ini');
  const { Service } = sectionsOf(unit!.text);
  expect(Service).toMatchObject({ KillMode: 'mixed', ExecStart: expect.stringMatching(/^\/\S+\/w4s worker /) });
  expect(Service).not.toHaveProperty('KillSignal'); // SIGTERM is heard as a Ctrl-C
  const [words] = commandsOf(unit!);
  expect(await read(words!)).toMatchObject({ spec: { name: 'worker' }, options: { concurrency: 16 } });
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
it.skipIf(!hasSystemd)('systemd has nothing to say of its unit', () => {
  const file = join(folder(), 'w4s-worker@1.service');
  writeFileSync(file, inLanguage('ini')[0]!.text.replace(/=\/srv\/\S+\/w4s/, `=${process.execPath}`));
  const { stdout, stderr, status } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
  expect([status, stdout, stderr]).toEqual([0, '', '']); // a key that it does not know is a warning
});

it.each(inLanguage('bash'))('the script at $place is one that bash reads, and its command is there', async (fence) => {
  execFileSync('bash', ['-n'], { input: fence.text });
  const [words, ...others] = commandsOf(fence);
  expect(others).toEqual([]);
  await expect(read(words!)).resolves.toMatchObject({ spec: { name: words![0] } });
});

it('an array of Slurm has as many tasks as its command has shards', () => {
  const { text } = inLanguage('bash').find((fence) => fence.text.includes(' eval '))!;
  expect(/--array=1-(\d+)/.exec(text)?.[1]).toBe(/--shard auto\/(\d+)/.exec(text)?.[1]);
});

it('the deployment of Kubernetes selects its pods, which start a worker that hears its signals', async () => {
  const { apiVersion, kind, spec } = parse(inLanguage('yaml')[0]!.text);
  expect([apiVersion, kind]).toEqual(['apps/v1', 'Deployment']);
  expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
  const [{ command }] = spec.template.spec.containers;
  expect(command[0]).toBe('w4s');
  expect(await read(command.slice(1))).toMatchObject({ spec: { name: 'worker' }, options: { concurrency: 16 } });
});

const models = fences.flatMap(({ text }) =>
  [...text.matchAll(/--(?:executor|meta) (\S+)/g)].map(([, model]) => model!),
);
it.each([...new Set(models)])('%s is how a model is named', (model) => {
  expect(parseModel(model, { env: {}, needsKey: false })).toMatchObject({ id: expect.any(String) });
});

it('the flags of the trainer under torchrun are there', () => {
  const parser = readFileSync(join(import.meta.dirname, '../trainer/src/w4s_trainer/cli/parser.py'), 'utf8');
  const line = fences.flatMap(({ text }) => text.split('\n')).find((one) => one.startsWith('torchrun '));
  const [, ours] = line!.split(' -m w4s_trainer train ');
  const flags = ours!.match(/--[a-z-]+/g)!;
  expect(flags).toEqual(['--data', '--base', '--out']);
  for (const flag of flags) expect(parser).toContain(`"${flag}"`);
});
