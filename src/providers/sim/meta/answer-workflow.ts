import { designLine } from './design.ts';
import type { Design } from './design.ts';
import { wordingOf } from './wordings.ts';

/** A design's program for a task whose answer is a value. */
export function answerWorkflow(design: Design): string {
  return [
    designLine(design),
    'def workflow(agent, task):',
    ...(design.vote ? ['    from collections import Counter', ''] : []),
    ...indented(asking(design)),
    ...indented(collecting(design)),
    ...indented(choosing(design)),
    ...indented(design.verify ? verifying(design) : []),
    '    return {"answer": answer}',
    '',
  ].join('\n');
}

/** Defines the helper functions that fetch a list of candidate answers. */
function asking(design: Design): string[] {
  const { steps, direct } = wordingOf(design);
  switch (design.style) {
    case 'direct':
      return reasoned('ask', design, ['answer'], direct);
    case 'steps':
      return reasoned('ask', design, ['reasoning', 'answer'], steps);
    case 'code':
      return programmed('ask', design);
    case 'code-fallback':
      return [...programmed('ask', design), ...reasoned('ask_in_words', design, ['reasoning', 'answer'], steps)];
  }
}

function reasoned(name: string, design: Design, keys: readonly string[], instructions: string): string[] {
  const { role } = wordingOf(design);
  if (design.plainText) {
    return [
      `def ${name}(count):`,
      ...call('replies', 'call_llm', design, [
        'num_of_response=count',
        `agent_role=${py(role)}`,
        `instructions=${py(instructions)}`,
      ]),
      '    return [str(agent.extract_answer_str(reply)) for reply in replies]',
      '',
    ];
  }
  return [
    `def ${name}(count):`,
    ...call('replies', 'call_json_format_llm', design, jsonArguments(role, keys, instructions)),
    '    return [str(reply.get("answer", "")).strip() for reply in replies]',
    '',
  ];
}

function programmed(name: string, design: Design): string[] {
  const { programmer, code } = wordingOf(design);
  return [
    `def ${name}(count):`,
    ...call('replies', 'call_json_format_llm', design, jsonArguments(programmer, ['reasoning', 'code'], code)),
    '    values = []',
    '    for reply in replies:',
    '        try:',
    '            value = agent.execute_code(str(reply.get("code", "")))',
    '        except Exception:',
    '            continue',
    '        if value is not None:',
    '            values.append(str(value))',
    '    return values',
    '',
  ];
}

function jsonArguments(role: string, keys: readonly string[], instructions: string): string[] {
  return [
    'num_of_response=count',
    `agent_role=${py(role)}`,
    `return_dict_keys=[${keys.map(py).join(', ')}]`,
    `instructions=${py(instructions)}`,
  ];
}

function call(target: string, method: string, { temperature }: Design, rest: readonly string[]): string[] {
  return [
    `    ${target} = agent.${method}(`,
    '        messages=[{"role": "user", "content": "Task:\\n" + task}],',
    `        temperature=${temperature},`,
    ...rest.map((argument) => `        ${argument},`),
    '    )',
  ];
}

function collecting({ samples, retry, style }: Design): string[] {
  return [
    `answers = [answer for answer in ask(${samples}) if answer]`,
    ...(retry ? ['if not answers:', '    answers = [answer for answer in ask(1) if answer]'] : []),
    ...(style === 'code-fallback'
      ? ['if not answers:', `    answers = [answer for answer in ask_in_words(${samples}) if answer]`]
      : []),
  ];
}

function choosing({ vote }: Design): string[] {
  const chosen = vote ? 'Counter(answers).most_common(1)[0][0]' : 'answers[0]';
  return [`answer = ${chosen} if answers else ""`];
}

function verifying(design: Design): string[] {
  return [
    'reviews = agent.call_json_format_llm(',
    '    messages=[{"role": "user", "content": "Task:\\n" + task + "\\n\\nProposed answer: " + answer}],',
    `    temperature=${design.temperature},`,
    '    num_of_response=1,',
    '    agent_role="critical reviewer",',
    '    return_dict_keys=["review", "answer"],',
    '    instructions="Check the proposed answer step by step; correct it where it is wrong.",',
    ')',
    'answer = str(reviews[0].get("answer") or answer)',
  ];
}

export function indented(lines: readonly string[]): string[] {
  return lines.map((line) => (line === '' ? '' : `    ${line}`));
}

/** A Python string literal; JSON's escapes are Python's too. */
export function py(text: string): string {
  return JSON.stringify(text);
}
