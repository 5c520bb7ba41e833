import { createHash } from 'node:crypto';
import type { Json } from '../../base/json.ts';
import { type CorpusSource, ToolError, type ToolFacts, type ToolResult } from '../contract.ts';
import { readPassages } from './passages.ts';

/** Passages of one answer. */
const USUAL = 5;
const MOST = 20;

/** A search over passages, in this process. */
export interface CorpusTool {
  facts: ToolFacts;
  /** Of its passages. */
  hash: string;
  /** @throws {ToolError} `arguments` */
  call(args: { [key: string]: Json }): ToolResult;
}

/** Reads the passages and indexes their words for BM25. @throws {W4sError} `corpus-invalid` */
export async function openCorpus({ corpus, name = 'search' }: CorpusSource, folder: string): Promise<CorpusTool> {
  const passages = readPassages(corpus, folder);
  const { default: MiniSearch } = await import('minisearch'); // other commands need none
  const index = new MiniSearch({ fields: ['title', 'text'], idField: 'place' });
  index.addAll(passages.map(({ title, text }, place) => ({ place, title, text })));
  return {
    facts: factsOf(name, passages.length),
    hash: createHash('sha256').update(JSON.stringify(passages)).digest('hex'),
    call: (args) => {
      const { query, count } = argumentsOf(args);
      const found = index.search(query).slice(0, count);
      const texts = found.flatMap(({ id }) => passages[id as number] ?? []).map(passageText);
      return { text: texts.join('\n\n') || 'No passage has any of these words.', isError: false };
    },
  };
}

function factsOf(name: string, count: number): ToolFacts {
  return {
    name,
    description: `Finds those of ${count} passages whose words fit a query best, and returns their texts, best first.`,
    inputSchema: {
      type: 'object',
      properties: {
        query: { type: 'string', description: 'Words to look for' },
        count: { type: 'integer', minimum: 1, maximum: MOST, description: `Passages wanted, ${USUAL} if not given` },
      },
      required: ['query'],
    },
  };
}

function argumentsOf({ query, count = USUAL, ...others }: { [key: string]: Json }): { query: string; count: number } {
  const surplus = Object.keys(others);
  if (surplus.length > 0) throw new ToolError('arguments', `it takes \`query\` and \`count\`, got \`${surplus[0]}\``);
  if (typeof query !== 'string' || query.trim() === '')
    throw new ToolError('arguments', '`query` must be a text that is not empty');
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1)
    throw new ToolError('arguments', '`count` must be a positive whole number');
  return { query: query.slice(0, 2_000), count: Math.min(count, MOST) };
}

function passageText({ id, title, text }: { id: string; title: string; text: string }): string {
  return `[${id}]${title === '' ? '' : ` ${title}`}\n${text}`;
}
