import { extname } from 'node:path';
import type { Json } from '../../../base/json.ts';
import { readYaml } from '../../own/yaml-document.ts';
import { textOfMessages } from '../messages.ts';
import type { Notes } from '../notes.ts';
import { invalid, readNamed } from '../source.ts';
import { render, isUnreadable } from '../template.ts';

export interface PromptSource {
  /** As the config has them. */
  prompts: Json | undefined;
  folder: string;
  file: string;
  line?: number | undefined;
  notes: Notes;
}

/**
 * The template that an item's input is made from: the first prompt that can be read. A workflow takes the place of
 * the others, which are ways to ask the same.
 * @throws {W4sError} `task-invalid` where there is none
 */
export function promptOf(source: PromptSource): string {
  const { prompts, notes, file, line } = source;
  const listed = [prompts ?? '{{prompt}}'].flat(); // promptfoo's own default
  const reasons: string[] = [];
  const readable = listed.flatMap((one) => templateOf(one, source, (reason) => void reasons.push(reason)) ?? []);
  const [chosen, ...others] = readable;
  for (const reason of reasons) notes.add(`a prompt is left out: ${reason}`, file, line);
  if (chosen === undefined) {
    const why = reasons.length === 0 ? 'none' : `only such as cannot be read here (${reasons[0]})`;
    throw invalid(file, line, `Expected a prompt that is a text, got ${why}.`, 'prompts');
  }
  for (const _ of others) notes.add('another prompt is left out: the inputs are made from the first', file, line);
  return chosen;
}

/** Endings of files that hold a prompt as a text. */
const TEXTS = new Set(['.txt', '.md', '.j2', '.prompt', '.njk', '']);
const DATA = new Set(['.json', '.yaml', '.yml']);

/** One line that ends as a file's name does, that of a function behind it, or names all files of a folder. */
const PATH = /^[^\n\r]{1,300}\.(txt|md|j2|jsonl?|ya?ml|[cm]?[jt]s|py|csv)(:\w+)?$|^\S{1,300}\/\*$/;

function templateOf(prompt: Json, source: PromptSource, leave: (reason: string) => void): string | undefined {
  if (prompt !== null && typeof prompt === 'object' && !Array.isArray(prompt)) {
    const inside = prompt['raw'] ?? prompt['file'] ?? prompt['id'];
    return inside === undefined ? void leave('it has no text') : templateOf(inside, source, leave);
  }
  if (typeof prompt !== 'string') return void leave('it is no text');
  const path = prompt.startsWith('file://') ? prompt.slice(7) : prompt;
  const isPath = path !== prompt || (PATH.test(path) && !path.includes('{{'));
  return isPath ? fromFile(path, source, leave) : usable(messagesIn(prompt) ?? prompt, leave);
}

function fromFile(path: string, { folder }: PromptSource, leave: (reason: string) => void): string | undefined {
  const ending = extname(path).toLowerCase();
  if (!TEXTS.has(ending) && !DATA.has(ending)) return void leave(`\`${path}\` is code, or not a text`);
  if (/[*?{[]/.test(path)) return void leave(`\`${path}\` names several files`);
  const text = readNamed(path, folder, leave);
  if (text === undefined) return undefined;
  if (DATA.has(ending)) {
    const told = messagesIn(text) ?? textOfMessages(readYaml(text, path).value as Json);
    return told === undefined ? void leave(`\`${path}\` holds no messages that are texts`) : usable(told, leave);
  }
  // Several prompts may stand in one file.
  return usable(
    text
      .split(/^---\s*$/m)
      .find((part) => part.trim() !== '')
      ?.trim() ?? '',
    leave,
  );
}

/** A conversation written as JSON. */
function messagesIn(text: string): string | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    return textOfMessages(JSON.parse(text) as Json);
  } catch {
    return undefined;
  }
}

function usable(template: string, leave: (reason: string) => void): string | undefined {
  const tried = render(template, {});
  return isUnreadable(tried) ? void leave(tried.fault) : template;
}
