import { existsSync } from 'node:fs';
import { whyUnwritable } from '../base/can-write.ts';
import { W4sError, usageError } from '../base/errors.ts';
import { readOptions } from '../base/read-options.ts';
import { withSafeHooks } from '../base/safe-hooks.ts';
import type { Message } from '../model/contract.ts';
import { assertPriced, priceSnapshot } from '../model/index.ts';
import {
  type Identity,
  type LiveRun,
  configOfRun,
  createRunOf,
  findEarlier,
  pricesOf,
  runLimits,
  withRun,
} from '../run/index.ts';
import { type Session, isSimulated, openSession } from '../session/index.ts';
import type { Run } from '../store/index.ts';
import { guideIn, shareCopied } from './answer.ts';
import type { GuideOptions, GuideResult } from './contract.ts';
import type { Experience } from './experience.ts';
import { kept, tasksOf } from './keep.ts';
import { guideMessages } from './prompt.ts';
import { experiencesOf, searches } from './searches.ts';
import { guideSettings } from './settings.ts';

/** Characters of programs that a prompt holds where nothing is known of the writer's context. */
const MOST_CHARACTERS = 48_000;
/** Tokens of the answer; some of them are thoughts. */
const ANSWER_TOKENS = 4_096;

/**
 * Has a model write a design guide from searches that ended or are under way: from their programs, validation scores
 * and feedback without items. Nothing of a test split and no right answer is read. The writing is a run of its own,
 * with what it cost.
 * @throws {W4sError} for what is wrong before the call is paid, and where no guide came of it
 */
export async function writeGuide(given: GuideOptions): Promise<GuideResult> {
  const options = { ...given, ...readOptions(runLimits, given) };
  const { out = 'guide.md', writer, budgetUsd, cache = 'use' } = options;
  const { words } = readOptions(guideSettings, options);
  if (existsSync(out))
    throw usageError('file-exists', `Expected no file at \`${out}\`, found one`, {
      hint: 'Name another one with --out, or move that one away.',
    });
  const problem = whyUnwritable(out);
  if (problem !== undefined)
    throw usageError('file-unwritable', `Expected \`${out}\` to be a file to write: ${problem}`, {
      hint: 'Name another one with --out.',
    });
  const session = await openSession(withSafeHooks(options));
  try {
    const model = session.identify(writer);
    assertPriced([model], budgetUsd, session.priceSources);
    const runs = await searches(session.store, options.runs);
    const experiences = await experiencesOf(session.store, runs);
    const messages = guideMessages(experiences, words, room(session.contextSize(writer)));
    const simulated = isSimulated(model) || runs.some((run) => configOfRun(run).simulated === true);
    const row = await takeUp(session, { experiences, model, words, cache, simulated });
    const live = {
      budgetUsd,
      signal: options.signal,
      prices: pricesOf(row, [model], session),
      isolated: cache === 'fresh',
      again: 'the same command',
    };
    return await withRun(session, row, live, async (run) => {
      const guide = guideIn(await asked(run, writer, messages), words);
      if (guide.text === '') throw await failed(run, new W4sError('no-guide', 'The writer wrote no guide'));
      const copied = shareCopied(
        guide,
        messages.map(({ content }) => content),
      );
      const facts = { experiences, model, copied, out, simulated: simulated || session.sawSimulated() };
      const result = await kept(run, guide, facts);
      await run.finish({ status: 'done', reason: null }, result);
      return result;
    });
  } finally {
    await session.close();
  }
}

/** Two characters a token are few, and leave room for the answer. */
function room(contextSize: number | undefined): number {
  return contextSize === undefined ? MOST_CHARACTERS : Math.min(MOST_CHARACTERS, 2 * contextSize);
}

interface Writing {
  experiences: readonly Experience[];
  model: string;
  words: number;
  cache: 'use' | 'fresh';
  simulated: boolean;
}

/** The unfinished run of the same command, or a new one. */
async function takeUp(session: Session, { experiences, model, words, cache, simulated }: Writing): Promise<Run> {
  const task = tasksOf(experiences).join(', ');
  const identity: Identity = { task, executor: model, runs: experiences.map(({ run }) => run), words, cache };
  return (
    (await findEarlier(session.store, identity)) ??
    createRunOf(session.store, {
      command: 'guide',
      task: { name: task, kind: 'answer' },
      identity,
      facts: { label: 'guide', simulated, sandbox: session.sandbox.name },
      prices: priceSnapshot([model], session.priceSources),
      splits: [],
      joins: true,
    })
  );
}

async function asked(run: LiveRun, writer: GuideOptions['writer'], messages: readonly Message[]): Promise<string> {
  try {
    const { choices } = await run.model(writer).complete({
      messages,
      temperature: 0,
      maxTokens: ANSWER_TOKENS,
      purpose: { role: 'meta', phase: 'guide' },
      signal: run.signal,
    });
    return choices[0]?.text ?? '';
  } catch (error) {
    throw await failed(run, error);
  }
}

/** Puts on record why no guide came of it. @returns what to throw */
async function failed(run: LiveRun, error: unknown): Promise<unknown> {
  run.throwIfLost();
  await run.settled();
  await run.finish(run.stop.endingOf(error), null);
  return error;
}
