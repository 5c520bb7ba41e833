import { createHash } from 'node:crypto';
import { messageOf } from '../base/errors.ts';
import { size } from '../present/index.ts';
import type { ItemFile } from './contract.ts';
import { bytesIn } from './place.ts';

/** Files of one item. */
const MOST_FILES = 32;

/** The files of an item, looked at. @returns a sentence about the first that can't be used instead */
export function listFiles(names: readonly string[], folder: string): ItemFile[] | string {
  if (names.length > MOST_FILES) return `Expected at most ${MOST_FILES} files for one item, got ${names.length}.`;
  const files: ItemFile[] = [];
  for (const given of names) {
    const name = given.trim().replace(/^\.\//, '');
    try {
      const bytes = bytesIn(folder, name);
      files.push({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
    } catch (error) {
      return `Expected a file in the task's folder, got \`${given}\`: ${reasonOf(error)}.`;
    }
  }
  return files;
}

/** An item's text with the names of its files: nobody asks for what nobody knows of. */
export function withFileNames(input: string, files: readonly ItemFile[]): string {
  if (files.length === 0) return input;
  const names = files.map(({ name, bytes }) => `- ${name} (${size(bytes)})`);
  return `${input}\n\nFiles that come with it:\n${names.join('\n')}`;
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is none' : messageOf(error);
}
