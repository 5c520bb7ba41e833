import { indented, py } from './answer-workflow.ts';
import { designLine } from './design.ts';
import type { Design } from './design.ts';
import { wordingOf } from './wordings.ts';

/** A design's program for a task whose answer is a program. */
export function codeWorkflow(design: Design): string {
  return [
    designLine(design),
    'def workflow(agent, task, entry_point):',
    ...(design.vote ? ['    from collections import Counter', ''] : []),
    ...indented(asking(design)),
    ...indented(collecting(design)),
    ...indented(choosing(design)),
    ...indented(design.verify ? verifying(design) : []),
    ...indented(design.publicTests ? testing() : []),
    '    return {"answer": solution}',
    '',
  ].join('\n');
}

function asking(design: Design): string[] {
  const { programmer, program, steps } = wordingOf(design);
  const isDirect = design.style === 'direct' || design.style === 'code';
  const keys = isDirect ? '["code"]' : '["reasoning", "code"]';
  const instructions = isDirect ? program : `${program} ${steps}`;
  if (design.plainText) return askingInText(design, instructions);
  return [
    'def ask(count):',
    '    replies = agent.call_json_format_llm(',
    '        messages=[{"role": "user", "content": task + "\\n\\nThe function is called " + entry_point + "."}],',
    `        temperature=${design.temperature},`,
    '        num_of_response=count,',
    `        agent_role=${py(programmer)},`,
    `        return_dict_keys=${keys},`,
    `        instructions=${py(instructions)},`,
    '    )',
    '    return [str(reply.get("code", "")) for reply in replies]',
    '',
  ];
}

function askingInText(design: Design, instructions: string): string[] {
  const fenced = `${instructions} Put it into one fenced Python block.`;
  return [
    'def ask(count):',
    '    replies = agent.call_llm(',
    '        messages=[{"role": "user", "content": task}],',
    `        temperature=${design.temperature},`,
    '        num_of_response=count,',
    `        agent_role=${py(wordingOf(design).programmer)},`,
    `        instructions=${py(fenced)},`,
    '    )',
    '    return [agent.extract_code_block(reply, entry_point) for reply in replies]',
    '',
  ];
}

function collecting({ samples, retry }: Design): string[] {
  return [usable(samples), ...(retry ? ['if not solutions:', `    ${usable(2)}`] : [])];
}

function usable(count: number): string {
  return `solutions = [code for code in ask(${count}) if code and "def " + entry_point in code]`;
}

/** Programs seldom agree letter by letter, so vote on their text without white space. */
function choosing({ vote }: Design): string[] {
  if (!vote) return ['solution = solutions[0] if solutions else ""'];
  return [
    'shapes = Counter("".join(code.split()) for code in solutions)',
    'solution = max(solutions, key=lambda code: shapes["".join(code.split())]) if solutions else ""',
  ];
}

function verifying(design: Design): string[] {
  return [
    'reviews = agent.call_json_format_llm(',
    '    messages=[{"role": "user", "content": task + "\\n\\nProposed solution:\\n" + solution}],',
    `    temperature=${design.temperature},`,
    '    num_of_response=1,',
    '    agent_role="code reviewer",',
    '    return_dict_keys=["review", "code"],',
    '    instructions="Check the proposed solution for mistakes and return the corrected function.",',
    ')',
    'solution = str(reviews[0].get("code") or solution)',
  ];
}

/** Keeps the first solution that passes, after the executor's repairs. */
function testing(): string[] {
  return [
    'for candidate in [solution] + [code for code in solutions if code != solution][:2]:',
    '    outcome = agent.test_on_public_test(task, candidate, entry_point, test_loop=2)',
    '    if outcome.get("result"):',
    '        solution = outcome.get("solution", candidate)',
    '        break',
  ];
}
