import type { Json } from '../../base/json.ts';
import type { Message } from '../../model/contract.ts';
import { saidText } from './no-value.ts';
import { isDict, pythonTypeOf, shown, valueError } from './python-values.ts';
import type { Reader } from './signature.ts';

const ROLES: Readonly<Record<string, Message['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
};

const MOST_MESSAGES = 1_000;

/**
 * Chat messages: dictionaries of exactly `role` and `content`, or one of them; a text stands for a message of the user.
 * Content that is no text is sent as its text. A message without any says nothing and is refused by many servers, so it
 * is left out.
 */
export const messages: Reader<Message[]> = (given, name) => read(given, name, messageAt);

/** Reads one message of a list. */
export type MessageReader = (message: Json, i: number) => Message;

/** A list of messages, each read by `messageOf`. A message without anything in it is left out. */
export function read(given: Json, name: string, messageOf: MessageReader): Message[] {
  const value = listed(given);
  if (!Array.isArray(value))
    throw valueError(`${name} must be a list of {"role": ..., "content": ...}, got ${pythonTypeOf(value)}`);
  if (value.length > MOST_MESSAGES)
    throw valueError(`${name} must hold at most ${MOST_MESSAGES} messages, got ${value.length}`);
  const said = value
    .map(messageOf)
    .filter(
      ({ content, toolCalls, toolCallId }) =>
        content.trim() !== '' || toolCalls !== undefined || toolCallId !== undefined,
    );
  if (said.length === 0) throw valueError(`${name} must hold at least one message with content`);
  return said;
}

/** As {@link messages}, but content must be text, as the reference demands where it asks for JSON. */
export const textMessages: Reader<Message[]> = (value, name) => {
  const said = messages(value, name);
  (listed(value) as { content: Json }[]).forEach(({ content }, i) => {
    if (typeof content !== 'string')
      throw valueError(`'content' of the message at index ${i} must be a string, got ${pythonTypeOf(content)}`);
  });
  return said;
};

function listed(value: Json): Json {
  const list = typeof value === 'string' || isDict(value) ? [value] : value;
  return Array.isArray(list)
    ? list.map((one) => (typeof one === 'string' ? { role: 'user', content: one } : one))
    : list;
}

/** One of exactly `role` and `content`. */
export function messageAt(message: Json, i: number): Message {
  if (!isDict(message))
    throw valueError(`The message at index ${i} must be a dictionary, got ${pythonTypeOf(message)}`);
  const { role, content, ...others } = message;
  const surplus = Object.keys(others);
  if (role === undefined || content === undefined || surplus.length > 0) {
    const missing = ['role', 'content'].filter((key) => !(key in message));
    throw valueError(wrongKeys(i, missing, surplus));
  }
  if (typeof role !== 'string')
    throw valueError(`'role' of the message at index ${i} must be a string, got ${pythonTypeOf(role)}`);
  const known = Object.hasOwn(ROLES, role) ? ROLES[role] : undefined;
  if (known === undefined) {
    throw valueError(
      `'role' of the message at index ${i} must be one of ${Object.keys(ROLES).join(', ')}, got ${shown(role)}`,
    );
  }
  return { role: known, content: saidText(content, `'content' of the message at index ${i}`) };
}

function wrongKeys(i: number, missing: readonly string[], surplus: readonly string[]): string {
  const facts = [
    missing.length > 0 ? `missing: ${missing.join(', ')}` : undefined,
    surplus.length > 0 ? `not known: ${surplus.join(', ')}` : undefined,
  ].filter((fact) => fact !== undefined);
  return `The message at index ${i} must hold exactly 'role' and 'content' (${facts.join('; ')})`;
}
