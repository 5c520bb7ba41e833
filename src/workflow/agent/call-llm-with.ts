import type { Json } from '../../base/json.ts';
import type { Choice, Message } from '../../model/contract.ts';
import { askForChoices } from './ask-executor.ts';
import { type Offer } from './offer.ts';
import { askForReplies, CALL_LLM, callLlm, type LlmOptions, questionOf } from './call-llm.ts';
import { parseJsonReply } from './json-reply.ts';
import { type AgentMethod, defineMethod } from './method.ts';
import { type Offered, factsOf, offeredTools } from './offered-tools.ts';
import { valueError } from './python-values.ts';
import { imagesNamed } from './read-file.ts';
import * as read from './readers.ts';
import type { ItemSession } from './session.ts';
import { optional, required } from './signature.ts';
import { toolMessages } from './tool-messages.ts';

/**
 * `agent.call_llm` of a task with tools or files: `tools` are offered to the executor, and each reply is then a
 * dictionary with `text` and the `tool_calls` that the executor asks for; nothing is called by itself. `images` names
 * files of the item that the executor is shown with the last message of the user.
 */
export function callLlmWith(offer: Offer): AgentMethod {
  return offer.files ? withImages(offer) : withTools;
}

const ABOUT_TOOLS =
  '- `agent.call_llm(..., tools=agent.list_tools())` lets the executor ask for tools. ' +
  'Each reply is then a dictionary `{"text": str, "tool_calls": [{"id", "name", "arguments"}]}`. ' +
  'Nothing is called by itself: your program calls `agent.call_tool(call["name"], call["arguments"])`, appends ' +
  '`{"role": "assistant", "content": reply["text"], "tool_calls": reply["tool_calls"]}` and for each call ' +
  '`{"role": "tool", "tool_call_id": call["id"], "content": result}` to the messages, and asks again, ' +
  'until a reply has no `tool_calls`.';

const ABOUT_IMAGES =
  '- `agent.call_llm(..., images=["chart.png"])` shows images that come with the item to an executor that can see.';

const WITH_TOOLS = {
  ...CALL_LLM,
  messages: required(toolMessages),
  tools: optional<Offered | null>(offeredTools, null),
};

const withTools = defineMethod('call_llm', WITH_TOOLS, askWithTools, callLlm.example, ABOUT_TOOLS);

function withImages({ tools }: Offer): AgentMethod {
  const signature = tools ? WITH_TOOLS : { ...CALL_LLM, tools: optional<Offered | null>(read.nothing, null) };
  const about = tools ? `${ABOUT_TOOLS}\n${ABOUT_IMAGES}` : ABOUT_IMAGES;
  return defineMethod(
    'call_llm',
    { ...signature, images: optional(read.keys, []) },
    (session, { images, ...options }) =>
      askWithTools(session, { ...options, messages: showing(session, options.messages, images) }),
    callLlm.example,
    about,
  );
}

async function askWithTools(
  session: ItemSession,
  { tools: offered, ...options }: LlmOptions & { tools: Offered | null },
): Promise<Json> {
  if (offered === null) return askForReplies(session, options);
  if (options.response_format === 'json' || options.return_dict_keys.length > 0)
    throw valueError('tools can be offered only where the reply is text: leave response_format and keys out');
  const tools = factsOf(offered, session.tools?.box.facts ?? []);
  const replies = await askForChoices(session, { ...questionOf(options), tools });
  return replies.map((reply) => replyOf(session, reply));
}

function replyOf(session: ItemSession, { text, toolCalls = [] }: Pick<Choice, 'text' | 'toolCalls'>): Json {
  const calls = toolCalls.map(({ id, name, arguments: args }) => {
    const read = args.trim() === '' ? {} : parseJsonReply(args);
    if (read === undefined) session.usage.malformed++;
    return { id, name, arguments: read ?? { JSONDecodeError: args } };
  });
  return { text, tool_calls: calls };
}

/** With the images in the last message of the user. @throws {CallError} ValueError for what is no image of the item */
function showing(session: ItemSession, messages: readonly Message[], names: readonly string[]): Message[] {
  if (names.length === 0) return [...messages];
  const images = imagesNamed(session, names);
  const place = messages.findLastIndex(({ role }) => role === 'user');
  if (place < 0) throw valueError('images need a message of the user that they belong to');
  return messages.map((message, i) => (i === place ? { ...message, images } : message));
}
