import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ModelError } from '../../model/error.ts';
import { writeBareGguf } from '../../../tests/support/gguf-files.ts';
import { ggufProvider, openGguf } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'w4s-gguf-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function loadError(path: string): Promise<unknown> {
  const model = openGguf({ path });
  try {
    return await model.complete({ messages: [{ role: 'user', content: 'hi' }] }).catch((error: unknown) => error);
  } finally {
    await model.close();
  }
}

function file(name: string, bytes: Buffer): string {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

describe('at once', () => {
  it.each([
    ['a file that is not there', join(folder, 'absent.gguf'), 'ENOENT'],
    ['a folder', folder, 'EISDIR'],
    ['another kind of file', file('text.gguf', Buffer.from('not a model')), 'does not begin with'],
    ['an empty file', file('empty.gguf', Buffer.alloc(0)), 'does not begin with'],
  ])('refuses %s', (_, path, part) => {
    const { provider } = ggufProvider();
    expect(() => provider.open(path, { id: `gguf:${path}`, config: {}, env: {} })).toThrow(
      expect.objectContaining({ code: 'gguf-unreadable', exitCode: 2, message: expect.stringContaining(part) }),
    );
  });
});

it('a request with an image is at fault, and loads nothing', async () => {
  const model = openGguf({ path: file('texts-alone.gguf', Buffer.from('GGUF')) });
  const asked = model.complete({ messages: [{ role: 'user', content: 'hi', images: [] }] });
  await expect(asked).rejects.toMatchObject({
    requestFault: true,
    message: expect.stringContaining('takes no images'),
  });
  await model.close();
});

it.each([{ contextSize: 0 }, { threads: 1.5 }, { sequences: -1 }, { cacheBytes: Number.NaN }])(
  'refuses the option %j',
  (options) => {
    const path = writeBareGguf(join(folder, 'options.gguf'), { 'general.architecture': 'llama' });
    expect(() => openGguf({ path, ...options })).toThrow(
      expect.objectContaining({ code: 'invalid-option', exitCode: 2 }),
    );
  },
);

describe('when it is loaded', () => {
  it('refuses more weights than there is memory, with both figures', async () => {
    const path = file('huge.gguf', Buffer.from('GGUF'));
    truncateSync(path, 8e12);
    expect(await loadError(path)).toMatchObject({
      kind: 'bad-request',
      isRetryable: false,
      hint: expect.stringContaining('smaller'),
      message: expect.stringMatching(/gguf:huge\.gguf to fit .* 8000\.0 GB of weights and \d+\.\d GB/),
    });
  });

  it.each([
    [
      'an unknown architecture',
      writeBareGguf(join(folder, 'abacus.gguf'), { 'general.architecture': 'abacus' }),
      "unknown model architecture: 'abacus'",
    ],
    [
      'one without a model',
      writeBareGguf(join(folder, 'bare.gguf'), { 'general.architecture': 'llama' }),
      'key not found in model',
    ],
    ['one that ends after the magic', file('short.gguf', Buffer.from('GGUF')), "a header that can't be read"],
    [
      'garbage',
      file('garbage.gguf', Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(200, 255)])),
      "a header that can't be read",
    ],
  ])('refuses %s', async (_, path, part) => {
    const error = await loadError(path);
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({
      kind: 'bad-request',
      isRetryable: false,
      message: expect.stringContaining(part),
      hint: expect.any(String),
    });
  });
});
