import {
  beginsProgram,
  dedented,
  definesFunction,
  fencedBlocks,
  isPython,
  programAround,
  withoutThinking,
} from '../../text/index.ts';
import { defineMethod } from './method.ts';
import * as read from './readers.ts';
import { optional, required } from './signature.ts';

/** `agent.extract_code_block(response, entry_point)`: see {@link codeBlockIn}. */
export const extractCodeBlock = defineMethod(
  'extract_code_block',
  { response: required(read.anyText), entry_point: optional(read.text, 'solution') },
  (_, { response, entry_point }) => codeBlockIn(response, entry_point),
  'code = agent.extract_code_block(text, "solution")',
);

/**
 * The first fenced Python block that defines `entryPoint`, as in the reference; `''` when there is none. Without such a
 * block, a response that begins like a program counts as one, up to the first sentence.
 */
export function codeBlockIn(response: string, entryPoint: string): string {
  const text = withoutThinking(response);
  const isMeant = (code: string): boolean => definesFunction(code, entryPoint);
  const block = fencedBlocks(text).find((one) => isPython(one) && isMeant(one.code));
  if (block !== undefined) return dedented(block.code);
  const [first = ''] = /^(?!#).*\S.*$/m.exec(text) ?? [];
  const code = beginsProgram(first) ? (programAround(text, isMeant) ?? '').trim() : '';
  return isMeant(code) ? code : '';
}
