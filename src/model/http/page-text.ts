import { headOf } from '../../base/clip.ts';

/** Characters of a server's text to read: more is not a message. */
const MOST_READ = 64_000;
/** Characters that an error shows. */
const MOST_SHOWN = 500;

/** A server's text as one short line: pages keep their words and lose their markup. Linear in the text. */
export function oneLine(text: string): string {
  const read = headOf(text, MOST_READ);
  const isPage = /<(?:!doctype|html|head|body)/i.test(read);
  const line = (isPage ? withoutMarkup(read) : read).replace(/\s+/g, ' ').trim();
  return line.length > MOST_SHOWN ? `${headOf(line, MOST_SHOWN)}…` : line;
}

/** In one walk from tag to tag: a pattern would search the whole text for the end of each unclosed tag. */
function withoutMarkup(page: string): string {
  const lower = page.toLowerCase();
  const words: string[] = [];
  let at = 0;
  while (at < page.length) {
    const tag = page.indexOf('<', at);
    if (tag < 0) break;
    words.push(page.slice(at, tag));
    const unseen = ['style', 'script'].find((name) => lower.startsWith(name, tag + 1));
    const end = page.indexOf('>', unseen === undefined ? tag : indexOrEnd(lower, `</${unseen}`, tag));
    if (end < 0) return words.join(' ');
    at = end + 1;
  }
  words.push(page.slice(at));
  return words.join(' ');
}

function indexOrEnd(text: string, part: string, from: number): number {
  const index = text.indexOf(part, from);
  return index < 0 ? text.length : index;
}
