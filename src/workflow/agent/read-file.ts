import { AttachmentError, type ItemFile, readImage, readText } from '../../attachments/index.ts';
import { clip, headOf } from '../../base/clip.ts';
import { messageOf } from '../../base/errors.ts';
import type { Image } from '../../model/contract.ts';
import type { CallError } from '../../sandbox/contract.ts';
import { defineMethod } from './method.ts';
import { valueError } from './python-values.ts';
import * as read from './readers.ts';
import type { ItemSession } from './session.ts';
import { required } from './signature.ts';

/** `agent.read_file(name)`: the text of one of the item's files; of a PDF its pages, of an XLSX its sheets. */
export const readFile = defineMethod(
  'read_file',
  { name: required(read.text) },
  async (session, { name }) => {
    const { file, folder } = fileNamed(session, name);
    const end = session.trace.calling('read_file', { name });
    try {
      const text = clip(await readText(file, folder), session.toolLimits.toolCharacters);
      end({ result: text });
      return text;
    } catch (thrown) {
      const error = refused(session, thrown);
      end({ error });
      throw error;
    }
  },
  'text = agent.read_file("table.xlsx")',
  '- `agent.read_file(name)` returns the text of a file that comes with the item, by the name that the task gives ' +
    '(text, CSV, JSON, PDF, XLSX). Many items have none.',
);

/** Images of the item, for the executor. @throws {CallError} ValueError for what is none */
export function imagesNamed(session: ItemSession, names: readonly string[]): Image[] {
  return names.map((name) => {
    const { file, folder } = fileNamed(session, name);
    try {
      return { name: file.name, sha256: file.sha256, ...readImage(file, folder) };
    } catch (error) {
      throw refused(session, error);
    }
  });
}

/** As with a tool's server: a file that can't be had is no fault of the workflow, which gets no chance to catch it. */
function refused(session: ItemSession, error: unknown): CallError {
  if (error instanceof AttachmentError && !error.isUnavailable) return valueError(error.message);
  if (!session.runSignal.aborted)
    session.fail({ kind: 'unavailable', message: `A file of the item could not be had: ${messageOf(error)}` });
  return session.refusal();
}

function fileNamed({ item, folder }: ItemSession, name: string): { file: ItemFile; folder: string } {
  const files = item.files ?? [];
  const wanted = name.trim().replace(/^\.\//, '');
  const file = files.find((one) => one.name === wanted) ?? onlyOne(files, wanted);
  if (file !== undefined && folder !== undefined) return { file, folder };
  const known = files.map((one) => one.name).join(', ');
  throw valueError(`There is no file ${JSON.stringify(headOf(name, 200))}. The item's files: ${known || 'none'}`);
}

/** `budget.xlsx` for `files/budget.xlsx`. */
function onlyOne(files: readonly ItemFile[], wanted: string): ItemFile | undefined {
  const having = files.filter(({ name }) => name.endsWith(`/${wanted}`));
  return having.length === 1 ? having[0] : undefined;
}
