import { type Read, refused } from '../providers/chat-api/index.ts';
import type { InputRule } from './contract.ts';
import type { Asked } from './dialect/contract.ts';

const LABELS: Readonly<Record<string, string>> = {
  system: 'System',
  developer: 'System',
  user: 'User',
  assistant: 'Assistant',
};

/** The workflow's task, and whether messages were left out of it. */
export function inputOf(messages: Asked['messages'], rule: InputRule): Read<{ input: string; isPart: boolean }> {
  const foreign = messages.findIndex(({ role }) => !(role in LABELS));
  if (foreign >= 0) {
    const known = Object.keys(LABELS).join(', ');
    const message = `Expected a role of ${known}, got \`${messages[foreign]?.role}\`: a workflow calls no tools`;
    return refused(message, `messages.${foreign}.role`, 'unsupported_value');
  }
  const last = messages.findLast(({ role }) => role === 'user');
  if (last === undefined) return refused('Expected a message of the role user', 'messages', 'invalid_value');
  const isAlone = messages.length === 1;
  if (rule === 'last' || isAlone) return { ok: true, input: last.content, isPart: !isAlone };
  const input = messages.map(({ role, content }) => `${LABELS[role]}:\n${content}`).join('\n\n');
  return { ok: true, input, isPart: false };
}
