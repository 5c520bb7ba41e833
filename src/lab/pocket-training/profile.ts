import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '../../base/random.ts';
import { scoreWorkflow } from '../../score/index.ts';
import type { Interval } from '../../statistics/index.ts';
import { POCKET_FAMILIES, type PocketFamily } from '../../providers/pocket-tasks/index.ts';
import type { AnswerDesign, Ask, Design } from './grammar/design.ts';
import { writeProgram } from './grammar/write.ts';

/** One line of an executor's profile. */
export interface ProfileLine {
  family: string;
  /** `direct`, `steps x5`, ...: the way of asking, and the number of voting samples. */
  way: string;
  /** In [0, 1]. */
  accuracy: number | null;
  /** 95%, Wilson. */
  interval: Interval | null;
  n: number;
}

export interface ProfileOptions {
  executor: string;
  /** Validation items per family. */
  items: number;
  store: string;
  /** Where to write the programs that ask it. */
  folder: string;
  env?: NodeJS.ProcessEnv;
  onLine?: (line: ProfileLine) => void;
}

/** How often an executor is right for each way of asking: fixed workflows on validation items. */
export async function profile({ executor, items, store, folder, env, onLine }: ProfileOptions): Promise<ProfileLine[]> {
  await mkdir(folder, { recursive: true });
  const lines: ProfileLine[] = [];
  for (const family of POCKET_FAMILIES) {
    for (const [way, design] of Object.entries(waysOf(family))) {
      const workflow = join(folder, `${family.kind}-${way.replaceAll(/\W+/g, '-')}.py`);
      await writeFile(workflow, `${writeProgram(design, seededRandom('profile', way)).code}\n`);
      const { accuracy, interval, n } = await scoreWorkflow({
        workflow,
        task: family.name,
        executor,
        split: 'validation',
        limit: items,
        store,
        cache: 'use',
        concurrency: 64,
        env,
      });
      const line = { family: family.name, way, accuracy, interval, n };
      lines.push(line);
      onLine?.(line);
    }
  }
  return lines;
}

const VOTES = 5;

function waysOf({ kind, name }: PocketFamily): Record<string, Design> {
  if (kind === 'code') {
    return {
      code: { kind, json: true, samples: 1, temperature: 0, choose: 'first' },
      'code tested x5': { kind, json: true, samples: VOTES, temperature: 0.8, choose: 'tested' },
    };
  }
  const styles = (['direct', 'steps', 'code'] as const).flatMap((style): [string, Design][] => [
    [style, answerDesign({ style, json: true, samples: 1, temperature: 0 })],
    [`${style} at 0.8`, answerDesign({ style, json: true, samples: 1, temperature: 0.8 })],
    [`${style} vote x5`, answerDesign({ style, json: true, samples: VOTES, temperature: 0.8 })],
  ]);
  const code: Ask = { style: 'code', json: true, samples: 1, temperature: 0 };
  return Object.fromEntries(
    name === 'pocket-lingual' ? [...styles, ['translated code', answerDesign(code, true)]] : styles,
  );
}

function answerDesign(ask: Ask, translate = false): AnswerDesign {
  const fallback: Ask | null =
    ask.style === 'code' ? { style: 'direct', json: true, samples: 1, temperature: 0 } : null;
  return {
    kind: 'answer',
    translate,
    ask,
    second: null,
    choose: ask.samples === 1 ? 'first' : 'vote',
    fallback,
    check: false,
    finish: 'none',
  };
}
