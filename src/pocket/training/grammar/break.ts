import { type Random, pick } from '../../../random.ts';

/** A program with a mistake in it, and what Python says of it when it is run. */
export interface Broken {
  code: string;
  problem: string;
}

type Breakage = (code: string, random: Random) => Broken | undefined;

/** Each is a slip that models make. `undefined` where the program has no place for it. */
const BREAKAGES: readonly Breakage[] = [
  (code) => (code.includes('return {"answer": answer}') ? { code: code.replace('return {"answer": answer}', 'return answer'), problem: 'invalid-answer: Expected the workflow to return a dict with the key "answer", got str' } : undefined),
  (code) => replaced(code, '"answer": answer', '"result": answer', 'invalid-answer: Expected the workflow to return a dict with the key "answer", got a dict with the keys ["result"]'),
  (code) => replaced(code, 'for r in replies]', 'for r in reply]', "NameError: name 'reply' is not defined"),
  (code) => replaced(code, 'return_dict_keys=["reasoning", "answer"]', 'return_dict_keys=["reasoning"]', "KeyError: 'answer'"),
  (code) => replaced(code, 'agent.call_json_format_llm(', 'agent.call_json_llm(', "AttributeError: 'Agent' object has no attribute 'call_json_llm'"),
  (code) => replaced(code, 'agent.call_llm(', 'agent.ask_llm(', "AttributeError: 'Agent' object has no attribute 'ask_llm'"),
  (code) => replaced(code, 'num_of_response=', 'n=', "TypeError: call_json_format_llm() got an unexpected keyword argument 'n'"),
  (code) => replaced(code, 'answer = answers[0]', 'answer = answers[9]', 'IndexError: list index out of range'),
  (code) => replaced(code, 'key=answers.count)', 'key=answers.count', "SyntaxError on line 5: '(' was never closed"),
  (code) => replaced(code, 'agent, task', 'agent', 'TypeError: workflow() takes 1 positional argument but 2 were given'),
];

/** @returns `undefined` when no mistake fits this program. */
export function breakProgram(code: string, random: Random): Broken | undefined {
  return pick(BREAKAGES, random)(code, random);
}

function replaced(code: string, from: string, to: string, problem: string): Broken | undefined {
  return code.includes(from) ? { code: code.replace(from, to), problem } : undefined;
}
