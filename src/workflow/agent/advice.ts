import type { ItemFailure } from '../outcome.ts';
import { AGENT_API } from './bridge.ts';
import { callTool } from './call-tool.ts';

const ASK = 'text = agent.call_llm(messages=[{"role": "user", "content": task}])[0]';

/** What a message of Python's says, in the order in which it is looked for, and what the program should do instead. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/agent has no method '\w*(?:code|run|exec|python)/i, 'Programs are run by: result = agent.execute_code(code)'],
  [/agent has no method '\w*json/i, `Write: ${exampleOf('call_json_format_llm')}`],
  // The methods that it names are those of a task with tools.
  [/agent has no method.+\bcall_tool\b/, `Tools are called by: ${callTool.example}. The executor is asked by: ${ASK}`],
  [/agent has no method|'Agent' object is not callable/, `The executor is asked by: ${ASK}`],
  [/'Agent' object is not (?:iterable|subscriptable)/, `The executor is asked by: ${ASK}`],
  [
    /name '(?:Agent|agent|executor|llm|client)' is not defined/,
    `\`workflow(agent, task)\` is given the agent, so create none. Write: ${ASK}`,
  ],
  [
    /No module named '(?:agents?|w4s|openai|anthropic|langchain\w*|transformers|torch|requests|litellm|ollama|dspy)\b/,
    `There is no other way to a model than the argument \`agent\`, and no package is needed. Write: ${ASK}`,
  ],
  [/No module named '[\w.]+' in the sandbox \(of the standard library/, "That module isn't here: do without it."],
  [/No module named/, 'Only the standard library can be imported.'],
  [
    /object list can't be used in 'await'|'list' object can't be awaited/,
    `The methods of \`agent\` are called without \`await\`. Write: ${ASK}`,
  ],
  [
    /'list' object has no attribute|list indices must be integers|(?:not|got) '?list\b|\(not "list"\)/,
    'If that list came from `agent`: its calls return a list of replies, also of one, so take the first with [0]. ' +
      `Write: ${ASK}`,
  ],
  [
    /'dict' object has no attribute|(?:not|got) '?dict\b|\(not "dict"\)/,
    'If that dictionary is a reply of call_json_format_llm: take what is under its key. Write: reply["answer"]',
  ],
  [
    /string indices must be integers|'str' object has no attribute 'get'/,
    'If that text is a reply of call_llm: only call_json_format_llm returns dictionaries. ' +
      `Write: ${exampleOf('call_json_format_llm')}`,
  ],
  [/^KeyError/, `A reply has the keys that return_dict_keys names. Write: ${exampleOf('call_json_format_llm')}`],
  [/^Expected the workflow to return a dict(?!.* as "answer")/s, 'End in: return {"answer": answer}'],
  [
    /code defines no function called workflow/,
    'Define at the left margin, outside of any class: def workflow(agent, task):',
  ],
  [
    // With a path behind it; a socket's has none.
    /^(?:PermissionError|FileNotFoundError|IsADirectoryError|OSError): \[Errno \d+\] [^:]+: '/,
    'A program opens no files itself: keep texts in variables, and run code by: result = agent.execute_code(code)',
  ],
  [
    /^Exception: Error when executing code/,
    'What the executor writes need not run: call agent.execute_code inside `try`, and answer otherwise in `except`.',
  ],
  // Such as the TASK of an example that it was shown.
  [
    /^NameError: name '[A-Z_\d]+' is not defined/,
    'A program stands alone: define that name in it, above the function.',
  ],
  [
    /^(?:NameError: name '\w+' is not defined|UnboundLocalError)/,
    'No line that ran before assigns that name: assign it first, or write the name that was assigned.',
  ],
];

const MODULES = new Set(
  (
    're math json random statistics itertools collections datetime string fractions decimal functools time ' +
    'ast heapq'
  ).split(' '),
);
const PARTS = new Map([
  ['Counter', 'collections'],
  ['defaultdict', 'collections'],
  ['deque', 'collections'],
  ['datetime', 'datetime'],
  ['Fraction', 'fractions'],
  ['Decimal', 'decimal'],
  ['permutations', 'itertools'],
  ['combinations', 'itertools'],
]);

/**
 * One sentence on what to write instead, where an exception of a workflow is one that a wrong use of `agent` leads to.
 */
export function adviceOn({ message, traceback = '' }: Pick<ItemFailure, 'message' | 'traceback'>): string | undefined {
  if (/string indices must be|'str' object has no attribute/.test(message) && readsTask(traceback)) return TASK_IS_TEXT;
  return importFor(message) ?? RULES.find(([pattern]) => pattern.test(message))?.[1];
}

const TASK_IS_TEXT = '`task` is the text of the item, not a dictionary: pass it on as it is.';

/** Whether the line that failed takes the task for an object with parts. */
function readsTask(traceback: string): boolean {
  const line =
    traceback
      .trimEnd()
      .split('\n')
      .findLast((one) => one.startsWith('    ') && /\w/.test(one)) ?? '';
  return /\btask\s*(?:\[\s*(?:[rf]?["']|[a-z_])|\.\w)/.test(line);
}

function importFor(message: string): string | undefined {
  const name = /name '(\w+)' is not defined/.exec(message)?.[1] ?? '';
  const module = PARTS.get(name);
  if (module !== undefined) return `Put this above its use: from ${module} import ${name}`;
  return MODULES.has(name) ? `Put this above its use: import ${name}` : undefined;
}

function exampleOf(method: string): string {
  return AGENT_API.find(({ name }) => name === method)?.example ?? '';
}
