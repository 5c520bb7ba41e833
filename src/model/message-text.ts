import type { Choice, Message, ToolCall } from './contract.ts';

/** All of a message that shapes an answer, in a fixed order; of images their digests. */
export function messageKey({ role, content, toolCalls, toolCallId, images }: Message): unknown[] {
  if (toolCalls === undefined && toolCallId === undefined && images === undefined) return [role, content];
  const calls = toolCalls?.map(({ id, name, arguments: args }) => [id, name, args]);
  return [role, content, calls ?? null, toolCallId ?? null, images?.map(({ sha256 }) => sha256) ?? null];
}

/** A message as it is kept: images lie in the files that they came from. */
export function keptMessage({ images, ...message }: Message): Message {
  if (images === undefined) return message;
  return { ...message, images: images.map(({ base64: _base64, ...facts }) => facts) };
}

/** A message as people read it, with the calls it makes and the images it shows. */
export function messageText({ content, toolCalls = [], images = [] }: Message): string {
  return lines(
    content,
    toolCalls,
    images.map(({ name }) => `[image ${name}]`),
  );
}

/** A reply as people read it. */
export function choiceText({ text, toolCalls = [] }: Pick<Choice, 'text' | 'toolCalls'>): string {
  return lines(text, toolCalls, []);
}

function lines(text: string, calls: readonly ToolCall[], shown: readonly string[]): string {
  const called = calls.map(({ name, arguments: args }) => `-> ${name}(${args})`);
  return [...(text === '' ? [] : [text]), ...called, ...shown].join('\n');
}
