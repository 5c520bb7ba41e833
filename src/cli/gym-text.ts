import { headOf } from '../base/clip.ts';
import type { GymFacts, GymFamilyFacts } from '../task/index.ts';
import { asCalled } from './called-as.ts';
import { table } from './format.ts';

const WIDTH = 100;

/** The families by group. */
export function gymText({ version, families }: GymFacts, state: string): string {
  const groups = Object.entries(families).map(([group, names]) => `${group}\n${wrapped(names)}`);
  const use =
    'Use one as `reasoning-gym:FAMILY`, several as `reasoning-gym:A+B`; `w4s tasks reasoning-gym:FAMILY` shows ' +
    'its parameters and an example.';
  return [`Reasoning Gym ${version}, ${state}`, ...groups, asCalled(use)].join('\n\n');
}

/** Parameters, and an example. */
export function gymFamilyText({ family, group, parameters, question, answer }: GymFamilyFacts): string {
  const rows = Object.entries(parameters).map(([name, value]) => [name, short(JSON.stringify(value))]);
  const set = Object.entries(parameters).find(([, value]) => typeof value === 'number');
  const example = set === undefined ? `reasoning-gym:${family}` : `'reasoning-gym:${family}?${set[0]}=${set[1]}'`;
  return [
    `${family} (${group})`,
    rows.length === 0 ? 'It has no parameters.' : table(['parameter', 'default'], rows),
    `Example with the defaults:\n${indented(question)}`,
    `Answer: ${answer ?? 'any answer that the verifier accepts'}`,
    `As a task: ${example}`,
  ].join('\n\n');
}

function wrapped(names: readonly string[]): string {
  const lines = [''];
  for (const name of names) {
    if (`${lines.at(-1)} ${name}`.length > WIDTH) lines.push('');
    lines.push(`${lines.pop()}  ${name}`);
  }
  return lines.join('\n');
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

function short(text: string): string {
  return text.length > 70 ? `${headOf(text, 67)}...` : text;
}
