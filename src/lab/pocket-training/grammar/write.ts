import { type Random, pick } from '../../../base/random.ts';
import { WORDINGS } from '../wording.ts';
import type { AnswerDesign, Ask, CodeDesign, Design, Style } from './design.ts';

/** What a meta-agent could have written. */
export interface Program {
  /** One line about the plan. */
  analysis: string;
  code: string;
}

/** Writes a design against the agent's real interface. Equal designs differ in the wording of their questions. */
export function writeProgram(design: Design, random: Random): Program {
  return design.kind === 'code' ? writeCode(design, random) : writeAnswer(design, random);
}

/** The completion that holds a program. */
export function completionOf({ analysis, code }: Program): string {
  return `${analysis}\n\`\`\`python\n${code}\n\`\`\``;
}

function writeAnswer(design: AnswerDesign, random: Random): Program {
  const { ask, second, translate, choose, check, fallback, finish } = design;
  const text = translate ? 'text' : 'task';
  const lines = [
    ...(translate ? [`text = ${call(TRANSLATION, 'task', random, 'translate')}[0]["translation"]`] : []),
    ...collect(ask, text, 'answers = []', random),
    ...(second === null ? [] : collect(second, text, undefined, random)),
    ...(hasCode(design) || choose === 'vote' ? emptyCase(fallback, text, random) : []),
    `answer = ${CHOOSE[choose]}`,
    ...(check && fallback !== null ? checking(text, fallback, random) : []),
    ...FINISH[finish],
    'return {"answer": answer}',
  ];
  return { analysis: analysisOf(design), code: functionOf('workflow(agent, task)', lines) };
}

const TRANSLATION: Ask = { style: 'direct', json: true, samples: 1, temperature: 0 };

function writeCode({ json, samples, temperature, choose }: CodeDesign, random: Random): Program {
  const ask: Ask = { style: 'code', json, samples, temperature };
  const program = json ? 'str(r["code"])' : 'agent.extract_code_block(r, entry_point=entry_point) or r';
  const lines = [
    `replies = ${call(ask, 'task', random)}`,
    `programs = [${program} for r in replies]`,
    ...{
      first: ['answer = programs[0]'],
      last: ['answer = programs[-1]'],
      longest: ['answer = max(programs, key=len)'],
      tested: [
        'passing = [p for p in programs if agent.exec_test(p, entry_point) == "no error"]',
        'answer = (passing + programs)[0]',
      ],
      repaired: [
        'tested = agent.test_on_public_test(task=task, solution=programs[0], entry_point=entry_point, test_loop=1)',
        'answer = tested["solution"]',
      ],
    }[choose],
    'return {"answer": answer}',
  ];
  const chosen = {
    first: 'take the first',
    last: 'take the last',
    longest: 'take the longest',
    tested: 'keep what passes the tests',
    repaired: 'repair on the tests',
  }[choose];
  return {
    analysis: `Plan: ${describe(ask)}; ${chosen}.`,
    code: functionOf('workflow(agent, task, entry_point)', lines),
  };
}

const CHOOSE = {
  vote: 'max(set(answers), key=answers.count)',
  first: 'answers[0]',
  last: 'answers[-1]',
  longest: 'max(answers, key=len)',
} as const;

const FINISH = {
  none: [],
  strip: ['answer = answer.strip()'],
  extract: ['answer = agent.extract_answer_str(answer)'],
  number: ['answer = float(answer)'],
  whole: ['answer = int(answer)'],
} as const;

/** Statements that add the answers to one question to `answers`. */
function collect(ask: Ask, text: string, first: string | undefined, random: Random): string[] {
  const replies = call(ask, text, random);
  const value = valueIn(ask);
  if (ask.style !== 'code')
    return first === undefined
      ? [`answers += [${value} for r in ${replies}]`]
      : [`replies = ${replies}`, `answers = [${value} for r in replies]`];
  return [
    ...(first === undefined ? [] : [first]),
    `for r in ${replies}:`,
    '    try:',
    `        answers.append(str(agent.execute_code(${value})))`,
    '    except Exception:',
    '        pass',
  ];
}

function valueIn({ style, json }: Ask): string {
  if (style === 'code') return json ? 'str(r["code"])' : 'agent.extract_code_block(r)';
  if (json) return 'str(r["answer"])';
  return style === 'steps' ? 'agent.extract_answer_str(r)' : 'r';
}

function emptyCase(fallback: Ask | null, text: string, random: Random): string[] {
  if (fallback === null) return [];
  return [
    'if not answers:',
    `    answers = [${valueIn(fallback).replace(/\br\b/, `${call(fallback, text, random)}[0]`)}]`,
  ];
}

function checking(text: string, fallback: Ask, random: Random): string[] {
  const { roles, instructions } = WORDINGS.check;
  const content = `${text} + "\\nProposed answer: " + answer`;
  return [
    `verdict = agent.call_json_format_llm(messages=[{"role": "user", "content": ${content}}], ` +
      `temperature=0, agent_role="${pick(roles, random)}", ` +
      `return_dict_keys=["correct"], instructions="${pick(instructions, random)}")[0]`,
    'if verdict["correct"] == "no":',
    `    answer = ${valueIn(fallback).replace(/\br\b/, `${call(fallback, text, random)}[0]`)}`,
  ];
}

function hasCode({ ask, second }: AnswerDesign): boolean {
  return ask.style === 'code' || second?.style === 'code';
}

function call(
  { style, json, samples, temperature }: Ask,
  text: string,
  random: Random,
  words: Style | 'translate' = style,
): string {
  const { roles, instructions } = WORDINGS[words];
  const keys =
    words === 'translate'
      ? '["translation"]'
      : { direct: '["answer"]', steps: '["reasoning", "answer"]', code: '["code"]' }[style];
  const short = instructions.filter((one) => one.length < 60 && !one.includes('"') && (json || one !== ''));
  const instruction = pick(short, random);
  return (
    [
      `agent.call_${json ? 'json_format_' : ''}llm(messages=[{"role": "user", "content": ${text}}]`,
      `temperature=${temperature}`,
      `num_of_response=${samples}`,
      `agent_role="${pick(roles, random)}"`,
      ...(json ? [`return_dict_keys=${keys}`] : []),
      ...(instruction === '' ? [] : [`instructions="${instruction}"`]),
    ].join(', ') + ')'
  );
}

function functionOf(signature: string, lines: readonly string[]): string {
  return [`def ${signature}:`, ...lines.map((line) => `    ${line}`)].join('\n');
}

function analysisOf({ translate, ask, second, choose, check, fallback, finish }: AnswerDesign): string {
  const parts = [
    translate ? 'translate' : '',
    describe(ask),
    second === null ? '' : `and ${describe(second)}`,
    choose === 'first' && ask.samples === 1 ? '' : choose,
    check ? 'check' : '',
    fallback === null ? '' : `else ${describe(fallback)}`,
    finish === 'none' ? '' : finish,
  ];
  return `Plan: ${parts.filter((part) => part !== '').join('; ')}.`;
}

function describe({ style, samples, temperature, json }: Ask): string {
  return `${samples} ${style}${json ? '' : ' text'} at ${temperature}`;
}
