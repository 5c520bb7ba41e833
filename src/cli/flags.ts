import type { OptionSpec } from './option.ts';

/** `--max-calls` of `maxCalls`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** What may be written for an option: `--no-golds` where the default is on. */
export function flagsOf(name: string, { value, otherwise }: OptionSpec<unknown>): string[] {
  const flag = flagOf(name);
  return [value === undefined && otherwise === 'on' ? flag.replace('--', '--no-') : flag];
}
