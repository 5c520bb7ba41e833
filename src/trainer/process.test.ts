import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrainerEvent } from './events.ts';
import { FAKE_TRAINER } from './fake-trainer.ts';
import { type TrainingProgress, followTraining } from './follow.ts';
import { type TrainerOptions, type TrainerProcess, startTrainer } from './process.ts';

let folder: string;
let script: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'w4s-fake-trainer-'));
  script = join(folder, 'fake.py');
  writeFileSync(script, FAKE_TRAINER);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Started {
  trainer: TrainerProcess;
  events: TrainerEvent[];
  texts: string[];
  /** Resolves at the first event of that name. */
  heard: (name: TrainerEvent['event']) => Promise<TrainerEvent>;
}

function start(how: string, options: Partial<TrainerOptions> = {}): Started {
  const events: TrainerEvent[] = [];
  const texts: string[] = [];
  const waiting: { name: string; resolve: (event: TrainerEvent) => void }[] = [];
  const trainer = startTrainer({
    python: 'python3',
    args: ['train', how],
    entry: [script],
    ...options,
    onEvent: (event) => {
      events.push(event);
      options.onEvent?.(event);
      for (const { name, resolve } of waiting) if (name === event.event) resolve(event);
    },
    onText: (line) => texts.push(line),
  });
  const heard = (name: TrainerEvent['event']) =>
    new Promise<TrainerEvent>((resolve) => {
      const known = events.find(({ event }) => event === name);
      if (known === undefined) waiting.push({ name, resolve });
      else resolve(known);
    });
  return { trainer, events, texts, heard };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && isAlive(pid); tries++) await sleep(50);
  return !isAlive(pid);
}

describe('a training that goes well', () => {
  test('brings typed events in order, and the last one as result', async () => {
    const { trainer, events, texts } = start('well');
    expect(await trainer.done).toMatchObject({ event: 'finished', out: 'out', losses: [2, 1, 0.5] });
    expect(events.map(({ event }) => event)).toEqual(['started', 'step', 'step', 'step', 'finished']);
    expect(texts).toEqual(['loading']);
  });

  test('tells loss, learning rate, speed and time left', async () => {
    const seen: TrainingProgress[] = [];
    await start('well', { onEvent: followTraining({ onProgress: (progress) => seen.push(progress) }) }).trainer.done;
    const rest = { lr: 1e-4, tokensPerSecond: 50, steps: 3, checkpointStep: null };
    expect(seen).toEqual([
      {
        step: 0,
        steps: 3,
        loss: null,
        smoothedLoss: null,
        lr: null,
        tokensPerSecond: null,
        etaS: null,
        checkpointStep: null,
      },
      { step: 1, loss: 2, smoothedLoss: 2, etaS: 4, ...rest },
      { step: 2, loss: 1, smoothedLoss: 1.9, etaS: 2, ...rest },
      { step: 3, loss: 0.5, smoothedLoss: expect.closeTo(1.76, 12), etaS: 0, ...rest },
    ]);
  });

  test('lines that are no events are text, cut characters are whole again', async () => {
    const { trainer, events, texts } = start('garbage');
    expect((await trainer.done).event).toBe('finished');
    expect(events.filter(({ event }) => event === 'step')).toHaveLength(3);
    expect(texts).toEqual(
      expect.arrayContaining([
        'Some library says hello',
        '{"event": "step", "step": "not a number"}',
        '{"event": "unheard-of"}',
        '{broken',
        'Grüße ',
      ]),
    );
  });

  test('a loss that is no number is null and leaves the curve where it was', async () => {
    const seen: TrainingProgress[] = [];
    await start('nan', { onEvent: followTraining({ onProgress: (progress) => seen.push(progress) }) }).trainer.done;
    expect(seen[2]).toMatchObject({ step: 2, loss: null, smoothedLoss: 2 });
  });

  test('gets known variables and no keys', async () => {
    const warnings: string[] = [];
    const env = {
      ...process.env,
      OPENAI_API_KEY: 'sk-1',
      HF_TOKEN: 'hf-1',
      HF_HOME: '/hf',
      CUDA_VISIBLE_DEVICES: '1',
      WANDB_API_KEY: 'w',
      MY_SETTING: 'x',
      AWS_SECRET_ACCESS_KEY: 'a',
    };
    await start('environment', {
      env,
      variables: { PYTHONPATH: '/extra' },
      onEvent: followTraining({ onProgress: () => {}, onWarning: (text) => warnings.push(text) }),
    }).trainer.done;
    const got = JSON.parse(warnings[0]!) as Record<string, string>;
    expect(got).toMatchObject({
      PATH: expect.any(String),
      HF_HOME: '/hf',
      CUDA_VISIBLE_DEVICES: '1',
      PYTHONPATH: '/extra',
      PYTHONUNBUFFERED: '1',
    });
    for (const name of ['OPENAI_API_KEY', 'HF_TOKEN', 'WANDB_API_KEY', 'MY_SETTING', 'AWS_SECRET_ACCESS_KEY'])
      expect(got).not.toHaveProperty(name);
    warnings.length = 0;
    await start('environment', {
      env,
      allow: ['HF_TOKEN'],
      onEvent: followTraining({ onProgress: () => {}, onWarning: (text) => warnings.push(text) }),
    }).trainer.done;
    expect(JSON.parse(warnings[0]!)).toHaveProperty('HF_TOKEN', 'hf-1');
  });
});

describe('a training that fails', () => {
  const cases: [string, object][] = [
    [
      'error',
      {
        code: 'trainer-row-too-long',
        message: 'Expected 10 tokens',
        hint: 'Use --drop-long.',
        exitCode: 1,
        facts: { row: 'r/t01c0#0' },
      },
    ],
    ['usage', { code: 'trainer-usage', message: 'expected a number', hint: undefined, exitCode: 2 }],
    [
      'crash',
      {
        code: 'trainer-died',
        message: 'The trainer exited without a result (exit code 1): RuntimeError: the kernel has gone',
        hint: expect.stringContaining('--resume'),
        facts: { stderr: expect.stringContaining('Traceback') },
      },
    ],
    [
      'killed',
      {
        code: 'trainer-out-of-memory',
        message: expect.stringContaining('SIGKILL'),
        hint: expect.stringContaining('--micro-tokens'),
      },
    ],
    ['silent', { code: 'trainer-died', message: expect.stringContaining('exit code 0') }],
    ['oom', { code: 'trainer-out-of-memory', message: expect.stringContaining('CUDA out of memory') }],
  ];
  test.each(cases)('%s', async (how, error) => {
    const { trainer, events } = start(how);
    await expect(trainer.done).rejects.toMatchObject(error);
    expect(events.some(({ event }) => event === 'step')).toBe(true);
  });

  test('no such interpreter', async () => {
    await expect(start('well', { python: join(folder, 'nothing') }).trainer.done).rejects.toMatchObject({
      code: 'trainer-unavailable',
      hint: expect.stringContaining('W4S_TRAINER_PYTHON'),
    });
  });

  test('the package is not installed', async () => {
    await expect(start('well', { entry: ['-m', 'no_such_trainer'] }).trainer.done).rejects.toMatchObject({
      code: 'trainer-missing',
    });
  });
});

describe('stopping', () => {
  test('an interrupt ends at a checkpoint', async () => {
    const { trainer, events, heard } = start('wait');
    await heard('checkpoint');
    trainer.interrupt();
    expect(await trainer.done).toMatchObject({ event: 'interrupted', out: 'out' });
    expect(events.filter(({ event }) => event === 'checkpoint')).toHaveLength(2);
  });

  test('Ctrl-C of this process is passed on, and no longer listened for afterwards', async () => {
    const before = process.listenerCount('SIGINT');
    const { trainer, heard } = start('wait');
    await heard('checkpoint');
    process.kill(process.pid, 'SIGINT');
    expect((await trainer.done).event).toBe('interrupted');
    expect(process.listenerCount('SIGINT')).toBe(before);
  });

  test('a second interrupt ends one that does not listen', async () => {
    const { trainer, heard } = start('deaf', { forwardInterrupts: false });
    await heard('checkpoint');
    trainer.interrupt();
    trainer.interrupt();
    expect(await trainer.done).toMatchObject({
      event: 'interrupted',
      message: expect.stringContaining('Stopped at once'),
    });
  });

  test('an abort kills the trainer and what it started', async () => {
    const abort = new AbortController();
    const { trainer, heard } = start('family', { signal: abort.signal });
    const warning = await heard('warning');
    await heard('checkpoint');
    const child = Number(warning.event === 'warning' ? warning.message : 0);
    expect(isAlive(child)).toBe(true);
    abort.abort();
    await expect(trainer.done).rejects.toMatchObject({ name: 'AbortError' });
    expect(await gone(trainer.pid!)).toBe(true);
    expect(await gone(child)).toBe(true);
  });

  test('aborted before it began', async () => {
    await expect(start('wait', { signal: AbortSignal.abort() }).trainer.done).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
