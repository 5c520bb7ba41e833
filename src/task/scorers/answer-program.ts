import type { Json } from '../../base/json.ts';
import { defines, programIn } from '../../text/index.ts';
import { answerText } from './answer-text.ts';

export interface ProgramOptions {
  entryPoint: string;
  /** The task text if it begins the program (HumanEval), so that an answer may be just its continuation. */
  prompt?: string | undefined;
}

/** Names under which models and workflows hand over a program. */
const CODE_KEYS = ['code', 'program', 'solution', 'answer'];

/**
 * The program in an answer: by itself, in fences, between sentences, as a member of an object, or as a continuation.
 */
export function answerProgram(prediction: Json, { entryPoint, prompt }: ProgramOptions): string {
  const text = member(prediction) ?? member(parsed(prediction)) ?? answerText(prediction);
  const program = programIn(text, entryPoint);
  if (prompt === undefined || defines(program, entryPoint)) return program;
  return `${prompt.replace(/\n*$/, '\n')}${asBody(program)}`;
}

function member(value: Json | undefined): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return CODE_KEYS.map((key) => value[key]).find((held) => typeof held === 'string');
}

function parsed(value: Json): Json | undefined {
  if (typeof value !== 'string' || !value.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

/** A function body whose indentation was trimmed, on the first line or on all. */
function asBody(program: string): string {
  if (program.trim() === '' || /^[ \t]/.test(program)) return program;
  const [first = '', ...rest] = program.split('\n');
  const onlyFirst =
    rest.some((line) => line.trim() !== '') &&
    rest.every((line) => line.trim() === '' || /^[ \t]/.test(line)) &&
    !first.trimEnd().endsWith(':');
  if (onlyFirst) return `    ${program}`;
  return program
    .split('\n')
    .map((line) => (line.trim() === '' ? line : `    ${line}`))
    .join('\n');
}
