import type { Json } from '../../json.ts';
import { answerText } from './answer-text.ts';

export interface ProgramOptions {
  entryPoint: string;
  /** The task text is the beginning of the program (HumanEval), so that an answer may be its continuation alone. */
  prompt?: string;
}

const FENCE = /^[ \t]*```[\w+-]*[ \t]*\r?\n([\s\S]*?)^[ \t]*```/gm;

/** The program in an answer: the last fenced block that defines the function, else the last block, else the whole text. */
export function programIn(prediction: Json, { entryPoint, prompt }: ProgramOptions): string {
  const text = answerText(prediction);
  const blocks = [...text.matchAll(FENCE)].map((match) => match[1]!);
  const defines = new RegExp(`^(?:async[ \\t]+def|def|class)[ \\t]+${entryPoint}\\b|^${entryPoint}[ \\t]*[:=]|^from .* import .*\\b${entryPoint}\\b`, 'm');
  const program = blocks.findLast((block) => defines.test(block)) ?? blocks.at(-1) ?? text;
  if (prompt === undefined || defines.test(program)) return program;
  return `${prompt.replace(/\n*$/, '\n')}${program}`;
}
