import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ItemFile, listFiles, readImage, readText, withFileNames } from './index.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/tools', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'w4s-files-'));
const folder = join(root, 'task');
beforeAll(() => {
  mkdirSync(join(folder, 'sub'), { recursive: true });
  writeFileSync(join(root, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'a.txt'), 'hello');
  writeFileSync(join(folder, 'broken.pdf'), '%PDF-1.4 and no more');
  writeFileSync(join(folder, 'broken.xlsx'), 'PK no zip');
  writeFileSync(join(folder, 'bytes.bin'), Buffer.from([0, 1, 2, 255]));
  writeFileSync(join(folder, 'utf16.txt'), Buffer.from('\ufeffgrüß', 'utf16le'));
  writeFileSync(join(folder, 'large.txt'), '');
  truncateSync(join(folder, 'large.txt'), 33 * 2 ** 20);
  symlinkSync(join(root, 'secret.txt'), join(folder, 'link.txt'));
  symlinkSync(root, join(folder, 'out'));
  execFileSync('mkfifo', [join(folder, 'pipe.txt')]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function fileOf(name: string, from = folder): ItemFile {
  const files = listFiles([name], from);
  if (typeof files === 'string') throw new Error(files);
  return files[0]!;
}

describe('files of an item', () => {
  it('are known by their names, sizes and contents', () => {
    const files = listFiles(['a.txt', './a.txt'], folder);
    const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
    expect(files).toEqual([
      { name: 'a.txt', bytes: 5, sha256 },
      { name: 'a.txt', bytes: 5, sha256 },
    ]);
    expect(withFileNames('Why?', [fileOf('a.txt')])).toBe('Why?\n\nFiles that come with it:\n- a.txt (5 B)');
  });

  it.each([
    ['../secret.txt', "outside the task's folder"],
    ['sub/../../secret.txt', "outside the task's folder"],
    ['/etc/hostname', "outside the task's folder"],
    ['.', "outside the task's folder"],
    ['link.txt', 'it is a link'],
    ['out/secret.txt', 'it is a link'],
    ['sub', 'not a regular file'],
    ['pipe.txt', 'not a regular file'],
    ['large.txt', 'more than 32 MiB'],
    ['none.txt', 'there is none'],
    ['a\0.txt', "outside the task's folder"],
  ])('are refused: %j', (name, why) => {
    expect(listFiles([name], folder)).toEqual(expect.stringContaining(why));
  });

  it('may be few', () => {
    expect(
      listFiles(
        Array.from({ length: 33 }, () => 'a.txt'),
        folder,
      ),
    ).toContain('at most 32 files');
  });
});

describe('the text of a file', () => {
  it.each([
    ['a workbook', 'files/trips.xlsx', '--- sheet Skua\ndate,trips,fuel_l\nMarch 1,4,400\n'],
    ['the pages of a PDF', 'files/keepers.pdf', '--- page 2 of 2\nKeepers after 1900'],
    ['CSV', 'files/stations.csv', 'Lund,-16,26'],
    ['JSON', 'files/loans.json', '"painter": "Ilva Torn"'],
  ])('is read from %s', async (_, name, part) => {
    expect(await readText(fileOf(name, EXAMPLES), EXAMPLES)).toContain(part);
  });

  it('may be in UTF-16', async () => {
    expect(await readText(fileOf('utf16.txt'), folder)).toBe('grüß');
  });

  it.each([
    ['broken.pdf', /can't be read as PDF: /],
    ['broken.xlsx', /can't be read as XLSX: /],
    ['bytes.bin', /is no text/],
  ])('%s says why it has none', async (name, message) => {
    await expect(readText(fileOf(name), folder)).rejects.toMatchObject({
      name: 'AttachmentError',
      message: expect.stringMatching(message),
    });
  });
});

it('an image is given as it is', () => {
  const { mediaType, base64 } = readImage(fileOf('files/chart.png', EXAMPLES), EXAMPLES);
  expect({ mediaType, head: Buffer.from(base64, 'base64').subarray(1, 4).toString() }).toEqual({
    mediaType: 'image/png',
    head: 'PNG',
  });
});
