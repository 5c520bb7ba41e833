import { fencedBlocks, isPython, definesFunction, withoutThinking } from '../../text/index.ts';
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
 * The first fenced Python block that defines `entryPoint`, as in the reference; `''` when there is none. A response
 * without a fence counts as a block when it begins like a program.
 */
export function codeBlockIn(response: string, entryPoint: string): string {
  const text = withoutThinking(response);
  const blocks = fencedBlocks(text);
  const block = blocks.find((one) => isPython(one) && definesFunction(one.code, entryPoint));
  if (block !== undefined) return block.code;
  const looksLikeCode = blocks.length === 0 && /^(?:import |from |def |async def |class |@|#)/.test(text.trimStart());
  return looksLikeCode && definesFunction(text, entryPoint) ? text.trim() : '';
}
