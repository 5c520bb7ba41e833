import type { TrainingRow } from '../rows.ts';

/**
 * A row as one conversation. History turns of the assistant have `weight: 0`, the per-message switch (0 or 1)
 * of OpenAI's fine-tuning format that other services share; the completion is trained on by default.
 */
export function conversationOf({ messages, completion }: Pick<TrainingRow, 'messages' | 'completion'>): object[] {
  const prefix = messages.map(({ role, content }) =>
    role === 'assistant' ? { role, content, weight: 0 } : { role, content },
  );
  return [...prefix, { role: 'assistant', content: completion }];
}
