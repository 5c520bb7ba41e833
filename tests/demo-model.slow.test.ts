import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBareGguf } from './support/gguf-files.ts';
import { PYTHON, makeTiny } from './support/tiny-gguf.ts';
import { STACK_TRACE, runCli } from './support/cli.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'w4s-demo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const demo = (file: string, ...words: string[]) => runCli(['demo', '--model', file, ...words], { cwd: folder });

describe('files that are no model', () => {
  it.each<[string, (path: string) => unknown, string]>([
    ['absent.gguf', () => undefined, 'ENOENT'],
    ['text.gguf', (path) => writeFile(path, 'not a model'), 'does not begin with `GGUF`'],
    [
      'bare.gguf',
      (path) => writeBareGguf(path, { 'general.architecture': 'llama' }),
      'to be a GGUF model that llama.cpp can load',
    ],
  ])('%s', async (name, write, part) => {
    await write(join(folder, name));
    const { code, stdout, stderr } = await demo(name);
    expect(code).toBeGreaterThan(0);
    expect(stdout).toBe('');
    expect(stderr).toContain(part);
    expect(stderr).not.toMatch(STACK_TRACE);
    expect(existsSync(join(folder, '.w4s'))).toBe(false);
  });
});

// W4S_TRAINER_PYTHON names a Python with the trainer's packages; without it these tests are skipped.
describe.skipIf(!PYTHON)('a tiny model of random weights', () => {
  beforeAll(() => makeTiny(folder, 16_384), 120_000);

  it('is told to have found no working program, and the story ends well', async () => {
    const { code, stdout, stderr } = await demo('q8_0.gguf', '--turns', '1', '--store', 'tiny.db');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/it reads \d+ tokens per second and writes \d+: about \d+ to \d+ minutes/);
    expect(stdout).toContain('No working program was found. 2 of 2 candidates broken (100.0% [34.2, 100.0])');
    expect(stdout).toMatch(/Next:\n|w4s show pocket-\S+ --trajectory --store tiny\.db/);
  }, 240_000);

  it('is refused without a chat template', async () => {
    const bytes = await readFile(join(folder, 'q8_0.gguf'), 'latin1');
    await writeFile(
      join(folder, 'plain.gguf'),
      bytes.replace('tokenizer.chat_template', 'tokenizer.chat_templatX'),
      'latin1',
    );
    const { code, stderr } = await demo('plain.gguf');
    expect(code).toBe(1);
    expect(stderr).toContain('has no chat template');
    expect(stderr).toContain('instruction-tuned');
  });
});

// W4S_MODELS names a folder with qwen2.5-coder-0.5b.gguf; without it this test is skipped.
describe.skipIf(!process.env['W4S_MODELS'])('half a billion weights', () => {
  it('come to an end in a few minutes, whatever they write', async () => {
    const file = join(process.env['W4S_MODELS']!, 'qwen2.5-coder-0.5b.gguf');
    const { code, stdout, stderr, result } = await demo(file, '--turns', '1', '--store', 'real.db', '--json');
    expect(code, `${stdout}\n${stderr}`).toBe(0);
    expect(result.proposals.candidates).toBe(2);
    expect(result.start.validation.n).toBe(10);
  }, 900_000);
});
