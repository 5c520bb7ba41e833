import { StringDecoder } from 'node:string_decoder';
import { headOf } from '../base/clip.ts';

/** A line longer than this is no event, and its rest is dropped. Characters. */
const LONGEST = 1_000_000;

/** Cuts a stream of bytes into lines; `end` delivers the text after the last newline. */
export function lineReader(onLine: (line: string) => void): { push(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  return {
    push: (chunk) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = headOf(lines.pop() ?? '', LONGEST);
      for (const line of lines) onLine(line.replace(/\r$/, ''));
    },
    end: () => {
      rest += decoder.end();
      if (rest !== '') onLine(rest);
      rest = '';
    },
  };
}
