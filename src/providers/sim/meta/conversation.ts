import type { ChatMessage } from '../contract.ts';

/** What the meta-agent reads from its prompt: hardly anything. */
export interface MetaRequest {
  kind: 'answer' | 'code';
  /** Its failed completion, if the last message asks for a repair. */
  failed: string | null;
}

const TAKES_ENTRY_POINT = /\b(?:workflow|solver)\s*\(\s*agent\s*,\s*task\b[^)\n]*entry_point/;
const REPORTS_FAILURE =
  /error|exception|traceback|fail|invalid|no (python |fenced |workflow )?code|time[d ]*out|does not/i;
const REPORTS_SCORE = /^\W*(validation )?(score|accuracy)\b/im;

export function readConversation(messages: readonly ChatMessage[]): MetaRequest {
  const asked = messages.filter(({ role }) => role !== 'assistant').map(({ content }) => content);
  return {
    kind: TAKES_ENTRY_POINT.test(asked.join('\n')) ? 'code' : 'answer',
    failed: failedCompletion(messages),
  };
}

/**
 * A message after the completion that mentions a failure and no score is a repair request; a score is feedback on a
 * turn.
 */
function failedCompletion(messages: readonly ChatMessage[]): string | null {
  const at = messages.findLastIndex(({ role }) => role === 'assistant');
  const completion = messages[at];
  if (completion === undefined) return null;
  const after = messages
    .slice(at + 1)
    .map(({ content }) => content)
    .join('\n');
  return REPORTS_FAILURE.test(after) && !REPORTS_SCORE.test(after) ? completion.content : null;
}
