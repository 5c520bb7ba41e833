import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGguf } from '../src/providers/gguf/index.ts';
import { httpModel } from '../src/model/index.ts';
import { startTrainer } from '../src/trainer/index.ts';
import { runCli, startCli } from './support/cli.ts';

const python = process.env.W4S_TRAINER_PYTHON;
const trainer = fileURLToPath(new URL('../trainer', import.meta.url));
const path = [join(trainer, 'src'), join(trainer, 'tests')].join(delimiter);

describe.skipIf(python === undefined)(
  'collect, train, serve, ask: the parts fit together, through the simulator (skipped without W4S_TRAINER_PYTHON)',
  () => {
    let folder: string;
    /** States of a few hundred tokens: on one core, those of the full prompt take minutes to train on. */
    const short = ['--prompt', 'compact'];
    const surroundings = () => ({
      cwd: folder,
      env: { W4S_TRAINER_PYTHON: python!, PYTHONPATH: path, W4S_CACHE: join(folder, 'cache') },
    });
    const cli = (...words: string[]) => runCli([...words, '--json'], surroundings());

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'w4s-train-'));
      // Small weights: with large random ones every rounding of the runtime's half precision changes the most likely
      // token.
      const save = [
        'import sys, torch, tiny',
        'from pathlib import Path',
        'tokenizer = tiny.make_tokenizer()',
        'model = tiny.make_model(len(tokenizer), dtype=torch.float32)',
        'with torch.no_grad():',
        '    for weight in model.parameters():',
        '        if weight.dim() > 1: weight.mul_(0.5)',
        'model.save_pretrained(sys.argv[1])',
        'tokenizer.save_pretrained(sys.argv[1])',
      ].join('\n');
      execFileSync(python!, ['-c', save, join(folder, 'base')], { env: { ...process.env, PYTHONPATH: path } });
      // The tests of the trainer are content with short contexts; real states are longer.
      const config = join(folder, 'base', 'config.json');
      const text = JSON.parse(await readFile(config, 'utf8')) as Record<string, unknown>;
      const { writeFile } = await import('node:fs/promises');
      await writeFile(config, JSON.stringify({ ...text, max_position_embeddings: 65_536 }));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('gathers trajectories, trains on them, and the trained model is asked by optimize', async () => {
      const collected = await cli(
        'collect',
        'word-problems',
        '--executor',
        'sim:executor',
        '--meta',
        'sim:meta',
        '--episodes',
        '2',
        '--candidates',
        '3',
        '--validation',
        '8',
        ...short,
      );
      expect(collected.code, collected.stderr).toBe(0);
      expect(collected.result).toMatchObject({ status: 'done', candidates: 12 });
      const rewards = Object.values(collected.result.rewards as Record<string, number>).reduce(
        (sum, number) => sum + number,
        0,
      );
      expect(rewards).toBe(12);
      const again = await cli(
        'collect',
        'word-problems',
        '--executor',
        'sim:executor',
        '--meta',
        'sim:meta',
        '--episodes',
        '2',
        '--candidates',
        '3',
        '--validation',
        '8',
        ...short,
      );
      expect(again.result.calls).toBe(0);

      const shown = await cli('dataset', 'show', '--run', collected.result.runs[0].run);
      expect(shown.result).toMatchObject({ method: 'rlao', episodes: 2, states: 4 });
      expect(shown.result.warnings.join(' ')).toContain('simulator');
      const exported = await cli('dataset', 'export', '--format', 'dpo', '--out', 'pairs.jsonl');
      expect(exported.code, exported.stderr).toBe(0);
      expect(existsSync(join(folder, 'pairs.jsonl'))).toBe(true);

      const trained = await cli(
        'train',
        '--base',
        'base',
        '--name',
        'tiny',
        '--device',
        'cpu',
        '--rows-per-step',
        '8',
        '--run',
        collected.result.runs[0].run,
      );
      expect(trained.code, trained.stderr).toBe(0);
      expect(trained.lines.filter(({ event }) => event === 'training-step').length).toBeGreaterThan(1);
      expect(trained.result).toMatchObject({ model: 'tiny', status: 'trained', method: 'rlao' });
      expect(existsSync(join(trained.result.path, 'adapter_model.safetensors'))).toBe(true);
      expect((await cli('model', 'list')).result.models).toMatchObject([{ name: 'tiny', status: 'trained' }]);
      const served = await cli('model', 'serve', 'tiny', '--slots', '4', '--context', '900', '--print');
      expect(served.result.command.join(' ')).toMatch(/--lora-modules tiny=.* --max-num-seqs 4 --max-model-len 900$/);
      const twice = await cli('train', '--base', 'base', '--name', 'tiny');
      expect(twice).toMatchObject({ code: 2, error: { code: 'model-exists' } });

      const asked = await cli(
        'optimize',
        'word-problems',
        '--executor',
        'sim:executor',
        '--meta',
        'trained:tiny',
        '--turns',
        '1',
        '--validation',
        '4',
        '--test',
        '0',
        '--max-tokens',
        '200',
        ...short,
      );
      // A random model of 30 thousand parameters writes no program: what counts is that it was asked and what it said
      // is on record.
      expect(asked).toMatchObject({ code: 1, result: { status: 'failed', candidates: 1 } });
      const { result } = await cli('show', asked.result.run, '--trajectory');
      expect(result.actions).toHaveLength(4);
      expect(JSON.parse(result.actions[0].tokens).length).toBeGreaterThan(0);
    }, 900_000);

    it('an interrupted training is not begun again, and goes on with its own options', async () => {
      const words = ['train', '--base', 'base', '--name', 'stopped', '--device', 'cpu'];
      const own = ['--full', '--epochs', '3', '--rows-per-step', '8'];
      const begun = startCli([...words, ...own, '--json'], surroundings());
      await begun.seen('training-step');
      begun.child.kill('SIGINT');
      expect(await begun.done).toMatchObject({ code: 130, result: { status: 'interrupted' } });
      expect(await cli(...words, '--method', 'sft-all')).toMatchObject({ code: 2, error: { code: 'model-exists' } });
      expect(await cli(...words, '--epochs', '4', '--resume')).toMatchObject({
        code: 2,
        error: { code: 'resume-mismatch', message: expect.stringContaining('--epochs') },
      });
      const ended = await cli(...words, '--resume', '--micro-tokens', '2000', '--gradient-checkpointing');
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.lines.find(({ event }) => event === 'training-step')!.data.step).toBeGreaterThan(0);
      const options = { lora: null, epochs: 3, rows_per_step: 8, micro_tokens: 2000 };
      expect(ended.result.card).toMatchObject({ options });
    }, 300_000);

    it('the adapter, converted to GGUF, says the same in the embedded runtime as in transformers', async () => {
      const converted = await cli('model', 'convert', 'tiny', '--type', 'f32', '--out', 'tiny.gguf');
      expect(converted.code, converted.stderr).toBe(0);
      const listening = Promise.withResolvers<string>();
      const server = startTrainer({
        python: python!,
        variables: { PYTHONPATH: path },
        forwardInterrupts: false,
        args: [
          'serve',
          '--base',
          join(folder, 'base'),
          '--adapter',
          join(folder, '.w4s', 'models', 'tiny'),
          '--port',
          '0',
          '--name',
          'tiny',
        ],
        onEvent: (event) => event.event === 'listening' && listening.resolve(String(event.url)),
      });
      server.done.catch(listening.reject);
      const transformers = httpModel({ id: 'py:tiny', name: 'tiny', baseUrl: await listening.promise });
      const embedded = openGguf({ path: join(folder, 'tiny.gguf') });
      const texts = new Set<string>();
      try {
        for (const content of ['Write a workflow.', 'def workflow(agent, task):', 'What is 17 plus 25?']) {
          const request = {
            messages: [{ role: 'user' as const, content }],
            temperature: 0,
            maxTokens: 24,
            logprobs: true,
          };
          const [theirs, ours] = [await transformers.complete(request), await embedded.complete(request)];
          expect(theirs.choices[0]!.tokens).toHaveLength(24);
          expect(ours.choices[0]!.tokens).toHaveLength(24);
          expect(ours.choices[0]!.text).toBe(theirs.choices[0]!.text);
          texts.add(ours.choices[0]!.text);
        }
        expect(texts.size).toBe(3);
      } finally {
        await embedded.close?.();
        server.interrupt();
        server.interrupt();
        await server.done.catch(() => undefined); // it was asked to end
      }
    }, 120_000);

    it('a GGUF file is a base, too: graded rewards, shuffled states, the adapter written into the file', async () => {
      const env = { ...process.env, PYTHONPATH: path };
      execFileSync(
        python!,
        ['-m', 'w4s_trainer', 'gguf', '--base', join(folder, 'base'), '--out', join(folder, 'base.gguf')],
        { env },
      );
      const trained = await cli(
        'train',
        '--base',
        'base.gguf',
        '--name',
        'control',
        '--device',
        'cpu',
        '--reward-scale',
        'rank',
        '--shuffle-states',
        '3',
        '--dtype',
        'bf16',
        '--lora',
        '4',
      );
      expect(trained.code, trained.stderr).toBe(0);
      const base = { name: join(folder, 'base.gguf'), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) };
      const dataset = { rewardScale: 'rank', shuffledStates: { seed: 3 } };
      expect(JSON.parse(await readFile(join(trained.result.path, 'card.json'), 'utf8'))).toMatchObject({
        dtype: 'bfloat16',
        base,
        dataset,
      });
      const converted = await cli('model', 'convert', 'control', '--out', 'control.gguf');
      expect(converted.code, converted.stderr).toBe(0);
      const again = await cli('model', 'convert', 'control.gguf', '--type', 'bf16');
      expect(again.code, again.stderr).toBe(0);
      const embedded = openGguf({ path: join(folder, again.result.path) });
      const { choices } = await embedded
        .complete({ messages: [{ role: 'user', content: 'Write a workflow.' }], maxTokens: 4 })
        .finally(() => embedded.close());
      expect(choices).toHaveLength(1);
    }, 300_000);

    it('says what is wrong with a base that is none', async () => {
      const missing = await cli('train', '--base', 'nowhere', '--name', 'other');
      expect(missing).toMatchObject({ code: 1, error: { message: expect.stringContaining('nowhere') } });
      expect((await cli('model', 'serve', 'tiyn')).error).toMatchObject({
        code: 'unknown-model',
        message: expect.stringContaining('`tiny`'),
      });
    }, 60_000);
  },
);
