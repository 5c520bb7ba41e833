import type { Choice, Extra, Message, ToolCall } from './contract.ts';

/** All of a message that shapes an answer, in a fixed order; of images their digests. */
export function messageKey({ role, content, toolCalls, toolCallId, images, extra }: Message): unknown[] {
  if (toolCalls === undefined && toolCallId === undefined && images === undefined) return [role, content];
  const calls = toolCalls?.map((call) => [call.id, call.name, call.arguments, ...listed(call.extra)]);
  const shown = images?.map(({ sha256 }) => sha256);
  return [role, content, calls ?? null, toolCallId ?? null, shown ?? null, ...listed(extra)];
}

/** What is absent leaves no trace in a key: keys of before there was any stay what they are. */
function listed(extra: Extra | undefined): Extra[] {
  return extra === undefined ? [] : [extra];
}

/** A message as it is kept: images lie in the files that they came from, what a server wants back in its reply. */
export function keptMessage({ images, toolCalls, extra: _extra, ...message }: Message): Message {
  return {
    ...message,
    ...(toolCalls && { toolCalls: toolCalls.map(({ extra: _ofCall, ...call }) => call) }),
    ...(images && { images: images.map(({ base64: _base64, ...facts }) => facts) }),
  };
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
