import { resolve } from 'node:path';
import type { NamedModel } from './contract.ts';

/** A mistake at a place of a study file. */
export interface Mistake {
  path: (string | number)[];
  message: string;
}

/** Models under names of their own: those given, else the last part of what names the model. */
export function namedModels(
  given: readonly { name?: string | undefined; model: string }[],
  folder: string,
): (NamedModel & { model: string })[] {
  return given.map(({ name, model }) => ({ name: name ?? shortName(model), model: modelPath(model, folder) }));
}

/** The second of two entries with one name. */
export function repeated(entries: readonly { name: string }[], field: string): Mistake | undefined {
  const at = entries.findIndex(({ name }, i) => entries.findIndex((other) => other.name === name) !== i);
  const message = `Expected each name once, got \`${entries[at]?.name}\` twice. Give one of them another \`name\`.`;
  return at < 0 ? undefined : { path: [field, at], message };
}

/** `qwen-7b` of `http://127.0.0.1:8000/v1#org/qwen-7b`, `gpt-6-luna` of `openai:gpt-6-luna`, `x` of `gguf:./x.gguf`. */
function shortName(model: string): string {
  const last = model.split(/[#/]/).at(-1) ?? model;
  const name = (last.includes(':') ? last.slice(last.indexOf(':') + 1) : last)
    .replace(/\.gguf$/, '')
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '');
  return name === '' ? 'model' : name;
}

/** A GGUF file that is named from the folder of the study file. */
function modelPath(model: string, folder: string): string {
  return /^gguf:\.\.?\//.test(model) ? `gguf:${resolve(folder, model.slice('gguf:'.length))}` : model;
}
