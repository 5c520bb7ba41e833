import { pythonText, shown, valueError } from './python-values.ts';
import type { Json } from '../../base/json.ts';

/** How Python shows what can't leave it, e.g. `<coroutine object f at 0x7f...>`: a call or an `await` was forgotten. */
const NO_VALUE = new RegExp(
  '^<(?:' +
    String.raw`(?:function|coroutine|generator|async_generator|bound method|built-in|method|[\w.]+ object)\b` +
    String.raw`[^]* at 0x[0-9a-f]+|class '[^']*'|(?:built-in (?:function|method)|module|re\.Match object;) [^]*` +
    String.raw`|method '\w+' of '\w+' objects)>$`,
);

export function isNoValue(text: string): boolean {
  return NO_VALUE.test(text);
}

/** In the order in which they are looked for. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^<(?:coroutine|async_generator)/, 'Put `await` before the call that made it'],
  [/^<(?:function|bound method|built-in|method|class)/, 'Call it, with (...) behind its name'],
  [/^<(?:generator|map|filter|zip|enumerate|reversed|\w*iterator)\b/, 'Make a list of it: list(...)'],
];

/**
 * What the executor is told as `name`, as a text.
 *
 * @throws {CallError} ValueError for what Python shows instead of a value: nobody means to say that.
 */
export function saidText(value: Json, name: string): string {
  const text = pythonText(value);
  if (!isNoValue(text)) return text.toWellFormed();
  const [, remedy] = REMEDIES.find(([pattern]) => pattern.test(text)) ?? [undefined, 'Make a text of what is in it'];
  throw valueError(`${name} is ${shown(text, 120)}, which is no text. ${remedy}`);
}
