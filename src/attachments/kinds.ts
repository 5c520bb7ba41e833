import { extname } from 'node:path';

/** How a file is read. */
export type FileKind = 'text' | 'pdf' | 'xlsx' | 'image' | 'other';

/** What models that see take, by ending. */
const IMAGES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};

const TEXTS: ReadonlySet<string> = new Set(
  (
    '.txt .md .csv .tsv .json .jsonl .jsonld .ndjson .xml .html .htm .yaml .yml .toml .ini .log .tex .rst ' +
    '.py .js .ts .c .h .cpp .java .go .rs .rb .php .sh .sql .r .pdb'
  ).split(' '),
);

/** By the ending of its name. */
export function fileKind(name: string): FileKind {
  const ending = extname(name).toLowerCase();
  if (Object.hasOwn(IMAGES, ending)) return 'image';
  if (TEXTS.has(ending)) return 'text';
  if (ending === '.pdf') return 'pdf';
  return ending === '.xlsx' ? 'xlsx' : 'other';
}

export function mediaType(name: string): string | undefined {
  const ending = extname(name).toLowerCase();
  return Object.hasOwn(IMAGES, ending) ? IMAGES[ending] : undefined;
}
