import type { Message } from '../../model/contract.ts';
import { template } from '../../base/template.ts';

const textReply = template('templates/text-reply.md', import.meta.url);
const jsonReply = template('templates/json-reply.md', import.meta.url);
const jsonObject = template('templates/json-object.md', import.meta.url);

export interface SystemMessageOptions {
  role: string;
  instructions: string;
  /** Keys of the wanted object; without `keys` the reply is free text. */
  keys?: readonly string[];
}

/** What the executor is told before the workflow's own messages. */
export function systemMessage({ role, instructions, keys }: SystemMessageOptions): Message {
  const values = { role, instructions };
  if (keys === undefined) return { role: 'system', content: textReply(values) };
  if (keys.length === 0) return { role: 'system', content: jsonObject(values) };
  const quoted = keys.map((key) => JSON.stringify(key)).join(', ');
  return { role: 'system', content: jsonReply({ ...values, keys: quoted }) };
}

const ROLE = /^You act as ([^\n]{1,200}) and answer what the messages below ask\./;

/** The role that a system message of {@link systemMessage} names; `null` in one that a workflow wrote itself. */
export function roleIn(systemText: string): string | null {
  return ROLE.exec(systemText)?.[1] ?? null;
}

/** One system message: some servers refuse a second one. */
export function withSystemMessage(system: Message, [first, ...rest]: readonly Message[]): Message[] {
  if (first?.role !== 'system') return first === undefined ? [system] : [system, first, ...rest];
  return [{ role: 'system', content: `${system.content}\n\n${first.content}` }, ...rest];
}
