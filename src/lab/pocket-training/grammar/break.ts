import { type Random, pick } from '../../../base/random.ts';

/** A program with a mistake, and the beginning of its trial's message. */
export interface Broken {
  code: string;
  problem: string;
}

type Breakage = (code: string, random: Random) => Broken | undefined;

const METHODS =
  'call_json_format_llm, call_llm, exec_test, execute_code, extract_answer_str, extract_code_block, ' +
  'test_on_public_test';
const PARAMETERS: Readonly<Record<string, string>> = {
  call_json_format_llm:
    'messages, temperature, num_of_response, agent_role, return_dict_keys, instructions, max_completion_tokens, model',
  call_llm:
    'messages, temperature, num_of_response, agent_role, instructions, response_format, max_completion_tokens, ' +
    'model, tools, tool_choice, return_dict_keys',
};
const NO_ANSWER = 'invalid-answer: Expected the workflow to return a dict with the key "answer", got';

/** Each is a slip that models make. `undefined` if the program has no place for it. */
const BREAKAGES: readonly Breakage[] = [
  (code) => replaced(code, 'return {"answer": answer}', 'return [answer]', `${NO_ANSWER} list [`),
  (code) => replaced(code, '"answer": answer', '"result": answer', `${NO_ANSWER} a dict with the keys ["result"]`),
  (code) => replaced(code, 'for r in replies]', 'for r in reply]', "NameError: name 'reply' is not defined"),
  (code) =>
    replaced(code, 'return_dict_keys=["reasoning", "answer"]', 'return_dict_keys=["reasoning"]', "KeyError: 'answer'"),
  (code) =>
    replaced(
      code,
      'agent.call_json_format_llm(',
      'agent.ask_json(',
      `AttributeError: agent has no method 'ask_json'; it has: ${METHODS}`,
    ),
  (code) =>
    replaced(
      code,
      'agent.call_llm(',
      'agent.ask_llm(',
      `AttributeError: agent has no method 'ask_llm'; it has: ${METHODS}`,
    ),
  (code) => {
    const method = /agent\.(\w+)\((?:(?!agent\.).)*?num_of_response=/.exec(code)?.[1] ?? '';
    return replaced(
      code,
      'num_of_response=',
      'best_of=',
      `TypeError: ${method}() got an unexpected keyword argument 'best_of'. It takes: ${PARAMETERS[method]}`,
    );
  },
  (code) => replaced(code, 'answer = answers[0]', 'answer = answers[9]', 'IndexError: list index out of range'),
  (code) =>
    replaced(
      code,
      'key=answers.count)',
      'key=answers.count',
      `SyntaxError on line ${lineOf(code, 'key=answers.count)')}: '(' was never closed`,
    ),
  (code) => replaced(code, 'agent, task', 'agent', "NameError: name 'task' is not defined"),
];

/** @returns `undefined` if no mistake fits this program. */
export function breakProgram(code: string, random: Random): Broken | undefined {
  return pick(BREAKAGES, random)(code, random);
}

function replaced(code: string, from: string, to: string, problem: string): Broken | undefined {
  return code.includes(from) ? { code: code.replace(from, to), problem } : undefined;
}

/** A float without a fraction leaves the sandbox as an int. */
function lineOf(code: string, part: string): number {
  return code.slice(0, code.indexOf(part)).split('\n').length;
}
