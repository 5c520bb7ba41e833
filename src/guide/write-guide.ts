import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { W4sError, usageError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { readOptions } from '../base/read-options.ts';
import { writeFileAtomic } from '../base/write-file.ts';
import type { Message } from '../model/contract.ts';
import { assertPriced, priceSnapshot } from '../model/index.ts';
import {
  type Identity,
  type LiveRun,
  billOf,
  configOfRun,
  createRunOf,
  findEarlier,
  isSearch,
  pricesOf,
  withRun,
} from '../run/index.ts';
import { type Session, isSimulated, openSession } from '../session/index.ts';
import { type Run, type Store, findRun } from '../store/index.ts';
import { type Guide, guideIn } from './answer.ts';
import type { GuideOptions, GuideResult } from './contract.ts';
import { type Experience, experienceOf } from './experience.ts';
import { renderGuide } from './file.ts';
import { guideMessages } from './prompt.ts';
import { guideSettings } from './settings.ts';

/** Characters of programs that a prompt holds where nothing is known of the writer's context. */
const MOST_CHARACTERS = 48_000;
/** Tokens of the answer; some of them are thoughts. */
const ANSWER_TOKENS = 4_096;
const MOST_RUNS = 24;

/**
 * Has a model write a design guide from searches that ended or are under way: from their programs, validation scores and
 * feedback without items. Nothing of a test split and no right answer is read. The writing is a run of its own, with
 * what it cost.
 * @throws {W4sError} for what is wrong before the call is paid, and where no guide came of it
 */
export async function writeGuide(options: GuideOptions): Promise<GuideResult> {
  const { out = 'guide.md', writer, budgetUsd, cache = 'use' } = options;
  const { words } = readOptions(guideSettings, options);
  if (existsSync(out))
    throw usageError('file-exists', `Expected no file at \`${out}\`, found one`, {
      hint: 'Name another one with --out, or move that one away.',
    });
  const session = await openSession(options);
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
      const facts = { experiences, model, out, simulated: simulated || session.sawSimulated() };
      const result = await kept(run, guide, facts);
      await run.finish({ status: 'done', reason: null }, result);
      return result;
    });
  } finally {
    await session.close();
  }
}

async function searches(store: Store, references: readonly string[]): Promise<Run[]> {
  if (references.length === 0 || references.length > MOST_RUNS)
    throw usageError('invalid-runs', `Expected 1 to ${MOST_RUNS} runs to learn from, got ${references.length}`, {
      hint: '`w4s runs` lists them.',
    });
  const found = await Promise.all(references.map((reference) => findRun(store, reference, isSearch)));
  const other = found.find((run) => !isSearch(run));
  if (other !== undefined)
    throw usageError('invalid-runs', `Expected runs of searches, got \`${other.id}\` of \`w4s ${other.command}\``);
  return [...new Map(found.map((run) => [run.id, run])).values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** @throws usage error `nothing-to-learn` where no search has a workflow that was scored */
async function experiencesOf(store: Store, runs: readonly Run[]): Promise<Experience[]> {
  const experiences = await Promise.all(runs.map((run) => experienceOf(store, run)));
  if (experiences.every(({ best }) => best.length === 0))
    throw usageError('nothing-to-learn', 'Expected runs with workflows that were scored on all items, found none', {
      hint: '`w4s show RUN` tells how far a run is.',
    });
  return experiences;
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

interface Facts {
  experiences: readonly Experience[];
  model: string;
  out: string;
  simulated: boolean;
}

async function kept(run: LiveRun, guide: Guide, { experiences, model, out, simulated }: Facts): Promise<GuideResult> {
  const learntFrom = experiences.map(({ run: id }) => id);
  const names = (list: readonly string[]): string => [...new Set(list)].toSorted().join(', ');
  const head = {
    'written by': model,
    'written on': new Date().toISOString().slice(0, 10),
    'learnt from runs': learntFrom.join(', '),
    tasks: tasksOf(experiences).join(', '),
    executors: names(experiences.map(({ executor }) => executor)),
    'meta-agents': names(experiences.map(({ meta }) => meta)),
    'run of the writing': run.row.id,
    words: String(guide.words),
    ...(simulated ? { simulated: 'yes: these words test the program and teach nothing' } : {}),
  };
  await makeFolder(dirname(out));
  await writeFileAtomic(out, renderGuide(head, guide.text));
  return {
    run: run.row.id,
    path: out,
    guide: guide.text,
    words: guide.words,
    isCut: guide.isCut,
    learntFrom,
    tasks: tasksOf(experiences),
    writer: model,
    simulated,
    paid: billOf(await run.settled()),
  };
}

function tasksOf(experiences: readonly Experience[]): string[] {
  return [...new Set(experiences.map(({ task }) => task))].toSorted();
}
