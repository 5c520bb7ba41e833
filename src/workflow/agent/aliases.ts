/**
 * What other interfaces call a parameter, by the name that it has here. Only where no other meaning is possible: a
 * `top_p` or `stop` has none here and is refused.
 */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  messages: ['prompt', 'message', 'query', 'question', 'input', 'content', 'user_prompt', 'user_message', 'task'],
  num_of_response: [
    'n',
    'num_responses',
    'num_of_responses',
    'num_response',
    'n_responses',
    'num_samples',
    'num_completions',
  ],
  max_completion_tokens: ['max_tokens', 'max_new_tokens', 'max_output_tokens', 'num_tokens'],
  temperature: ['temp'],
  agent_role: ['role'],
  instructions: ['instruction', 'system', 'system_prompt', 'system_message'],
  return_dict_keys: ['return_keys', 'dict_keys', 'keys', 'json_keys', 'output_keys'],
  response_format: ['format', 'output_format'],
  code: ['program', 'script', 'source', 'python_code', 'code_str'],
  answer_str: ['text', 'answer', 'response', 'reply', 'string'],
  response: ['text', 'reply', 'answer'],
  solution: ['code', 'program'],
  name: ['tool', 'tool_name', 'file', 'filename', 'file_name', 'path'],
  args: ['arguments', 'params', 'parameters', 'input', 'kwargs', 'tool_args'],
  images: ['image', 'image_files'],
};

/** The parameter of `names` that a keyword stands for; itself where it is none of theirs. */
export function parameterFor(keyword: string, names: readonly string[]): string {
  if (names.includes(keyword)) return keyword;
  return names.find((name) => Object.hasOwn(ALIASES, name) && ALIASES[name]?.includes(keyword)) ?? keyword;
}
