import { readFileSync } from 'node:fs';
import { PROMPT_FORMS, type HistoryEntry, type State, initialState } from '../../environment/index.ts';
import type { Message } from '../../model/contract.ts';
import { type Random, between, pick, seededRandom } from '../../base/random.ts';
import type { TrainingRow } from '../../rlao/index.ts';
import { type Task, pocketScorer } from '../../task/index.ts';
import { type PocketFamily, createWriter } from '../../providers/pocket-tasks/index.ts';
import { exampleWorkflow, withInstructions } from '../../workflow/index.ts';
import { breakProgram } from './grammar/break.ts';
import { type Design, drawDesign } from './grammar/design.ts';
import { completionOf, writeProgram } from './grammar/write.ts';

/** Programs per state. They share its prefix. */
const PROGRAMS_A_STATE = 3;
/** Share of the rows that repair a program. */
const REPAIRS = 0.15;
/** Share of the programs with a mistake: the untrained meta-agent will make the mistakes it learns here. */
const BROKEN = 0.12;

export interface MetaRowsOptions {
  /** The families that the meta-agent may see. */
  families: readonly PocketFamily[];
  /** Number of states, from the seed's number `from` on. @default from 0 */
  count: number;
  from?: number;
  seed: number;
}

/**
 * Training rows of a pocket meta-agent: states as the environment writes them, each with programs drawn independently
 * of it. Scores in the states are also drawn, so they carry no information: discernment is left to RLAO.
 */
export function* metaRows({ families, count, from = 0, seed }: MetaRowsOptions): Generator<TrainingRow> {
  for (let i = from; i < from + count; i++) {
    const random = seededRandom('pocket-meta', seed, i);
    const family = pick(families, random);
    const state = drawState(family, random);
    const messages = PROMPT_FORMS.compact.state(state, 'last', { maxCalls: 0, maxMinutes: 0 });
    for (let slot = 0; slot < PROGRAMS_A_STATE; slot++)
      yield rowOf(`m${i}`, slot, family.name, drawExchange(messages, family.kind, random));
  }
}

interface Exchange {
  messages: Message[];
  completion: string;
  kind: TrainingRow['kind'];
}

function rowOf(episode: string, slot: number, task: string, { messages, completion, kind }: Exchange): TrainingRow {
  return {
    version: 1,
    id: `${episode}s${slot}`,
    episode,
    state: episode,
    task,
    turn: 1,
    slot,
    kind,
    messages,
    completion,
    finish: 'stop',
    tokens: null,
    reward: 0,
    weight: 1,
  };
}

function drawExchange(messages: Message[], kind: Design['kind'], random: Random): Exchange {
  const program = writeProgram(drawDesign(kind, random), random);
  const right = completionOf(program);
  const broken = random() < REPAIRS + BROKEN ? breakProgram(program.code, random) : undefined;
  if (broken === undefined) return { messages, completion: right, kind: 'action' };
  const wrong = completionOf({ ...program, code: broken.code });
  if (random() < BROKEN / (REPAIRS + BROKEN)) return { messages, completion: wrong, kind: 'action' };
  return { messages: PROMPT_FORMS.compact.repair(messages, wrong, broken.problem), completion: right, kind: 'repair' };
}

function drawState(family: PocketFamily, random: Random): State {
  const example = family.problem(createWriter('pretraining', random), random);
  const entry = drawEntry(family.kind, random);
  const task: Task = {
    ...family,
    scorer: pocketScorer(family),
    description: describe(family, example.input, random),
    splits: {},
  };
  const initial = initialState(task, [{ id: 'example', input: example.input, target: example.answer }]);
  return { ...initial, history: entry === undefined ? [] : [entry], current: entry };
}

/** Its own description, or part of it, or words of a problem: an unknown task must not confuse the model. */
function describe({ description }: PocketFamily, input: string, random: Random): string {
  const sentences = description.split(/(?<=\.) /);
  const [first = description, last = first] = [sentences[0], sentences.at(-1)];
  const words = input.split(' ');
  return pick(
    [
      description,
      description,
      description,
      first,
      last,
      words.slice(0, between(4, 20, random)).join(' '),
      `${first} ${words.slice(-between(3, 12, random)).join(' ')}`,
    ],
    random,
  );
}

function drawEntry(kind: Design['kind'], random: Random): HistoryEntry | undefined {
  if (random() < 0.05) return undefined;
  const code = random() < 0.35 ? plainExecutor(kind) : writeProgram(drawDesign(kind, random), random).code;
  return { candidateId: '', turn: 1, code, completion: null, accuracy: null, feedback: drawFeedback(random) };
}

function drawFeedback(random: Random): string {
  const n = pick([32, 48, 64, 100], random);
  const share = (): number => between(0, n, random) / n;
  const accuracy = share();
  const failed =
    random() < 0.3
      ? { [pick(['exception', 'invalid-answer', 'timeout', 'quota'], random)]: between(1, n, random) }
      : {};
  return PROMPT_FORMS.compact.feedback({
    summary: {
      accuracy,
      callsPerItem: pick([1, 1, 1, 2, 3, 4, 5, 6, 7, 3.4, 5.6], random),
      failures: failed,
      n,
      planned: n,
    },
    bestAccuracy: random() < 0.2 ? null : Math.max(accuracy, share()),
  } as Parameters<typeof PROMPT_FORMS.compact.feedback>[0]);
}

const plainTexts = new Map<Design['kind'], string>();

/** The start of a search. */
function plainExecutor(kind: Design['kind']): string {
  const known =
    plainTexts.get(kind) ??
    withInstructions(readFileSync(exampleWorkflow(kind === 'code' ? 'direct_code' : 'direct'), 'utf8'), {
      description: '',
    });
  plainTexts.set(kind, known);
  return known;
}
