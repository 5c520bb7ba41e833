import { seededRandom, seedOf } from '../../../base/random.ts';
import type { Random } from '../../../base/random.ts';
import type { ChatRequest, Speaker } from '../contract.ts';
import { isRight, rateOf } from './ability.ts';
import { askedOf } from './asked.ts';
import type { Asked } from './asked.ts';
import { contentOf } from './content.ts';
import type { Decision } from './content.ts';
import { earlierIsRight } from './earlier.ts';
import { goldOf } from './gold.ts';
import type { KnownItem, KnownItems } from './known-items.ts';
import { programAnswer } from './programs.ts';
import { crashingProgram, loopingProgram, programFor } from './python.ts';
import { BAD_PROGRAMS, VERDICTS } from './rates.ts';
import { deliver } from './slips.ts';
import { unknownContent } from './unknown.ts';
import { wrongAnswer } from './wrong.ts';

interface ExecutorOptions {
  items: KnownItems;
  seed: number | string;
  /** In [0, 1]. */
  quality: number;
}

interface ExecutorTurn {
  speak: Speaker;
  /** Whether the messages hold an item that the executor knows. */
  isKnown: boolean;
}

/** The simulated executor's answer to a request. Its text depends only on the arguments. */
export function executorTurn(request: ChatRequest, { items, seed, quality }: ExecutorOptions): ExecutorTurn {
  const known = items.find(request.messages.map(({ content }) => content).join('\n'));
  const promptSeed = seedOf(seed, request.model, JSON.stringify(request.messages), request.temperature);
  const sampleSeed = (k: number) =>
    request.temperature === 0 ? promptSeed : seedOf(promptSeed, String(request.seed), k);
  if (known === undefined) {
    const content = unknownContent(request);
    const speak: Speaker = (k) => deliver({ content, jsonMode: request.json }, seededRandom(sampleSeed(k), 'form'));
    return { speak, isKnown: false };
  }
  const asked = askedOf(request, known);
  const earlierRight = earlierIsRight(request, known);
  const rate = rateOf(asked, earlierRight, quality);
  const question = { request, known, asked, earlierRight, rate, itemSeed: seedOf(seed, known.key), promptSeed };
  return { speak: (k) => answer({ ...question, sampleSeed: sampleSeed(k) }), isKnown: true };
}

interface Question {
  request: ChatRequest;
  known: KnownItem;
  asked: Asked;
  earlierRight: boolean;
  rate: number;
  itemSeed: number;
  promptSeed: number;
  sampleSeed: number;
}

function answer(question: Question) {
  const { request, known, asked, sampleSeed } = question;
  const right = isRight({ ...question, temperature: request.temperature });
  const random = seededRandom(sampleSeed, 'content');
  const decision = decide(question, right, random);
  const content = contentOf(decision, asked, random);
  return deliver({ content, jsonMode: request.json }, seededRandom(sampleSeed, 'form', known.key));
}

function decide({ known, asked, itemSeed, earlierRight }: Question, right: boolean, random: Random): Decision {
  const { input } = known.item;
  const verdict = verdictOn(earlierRight, random);
  if (asked.form === 'program') {
    const program = programAnswer(known, right, random);
    return { input, answer: program, program, verdict };
  }
  const value = right ? goldOf(known) : wrongAnswer(known, asked.form, itemSeed, random);
  const program = asked.style === 'code' ? programWith(value, right, random) : null;
  return { input, answer: value, program, verdict };
}

function programWith(value: string, right: boolean, random: Random): string {
  const draw = random();
  if (!right && draw < BAD_PROGRAMS.crash) return crashingProgram(random);
  if (!right && draw < BAD_PROGRAMS.crash + BAD_PROGRAMS.loop) return loopingProgram();
  return programFor(value, random);
}

/** Guesses, better than chance, whether the earlier answer in the messages is right. */
function verdictOn(earlierRight: boolean, random: Random): boolean {
  return earlierRight ? random() < VERDICTS.onRight : random() >= VERDICTS.onWrong;
}
