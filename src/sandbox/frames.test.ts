import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameError, FrameReader } from './frames.ts';
import { parseChildMessage } from './messages.ts';

describe('FrameReader', () => {
  const texts = ['{"a":1}', '', '"ä€😀"', 'x'.repeat(5000)];
  const stream = Buffer.concat(texts.map(encodeFrame));

  it.each([1, 2, 3, 5, 7, 64, 4096, stream.length])('cuts a stream that comes in pieces of %i bytes', (size) => {
    const reader = new FrameReader(10_000);
    const seen: string[] = [];
    for (let at = 0; at < stream.length; at += size) seen.push(...reader.push(stream.subarray(at, at + size)));
    expect(seen).toEqual(texts);
  });

  it('refuses a frame as soon as its length is known', () => {
    const reader = new FrameReader(100);
    expect([...reader.push(Buffer.from([0, 0]))]).toEqual([]);
    expect(() => [...reader.push(Buffer.from([0, 101]))]).toThrow(FrameError);
  });

  it('gives what is whole before it refuses', () => {
    const reader = new FrameReader(100);
    const seen: string[] = [];
    expect(() => {
      for (const text of reader.push(Buffer.concat([encodeFrame('1'), Buffer.from([255, 0, 0, 0])]))) seen.push(text);
    }).toThrow(FrameError);
    expect(seen).toEqual(['1']);
  });
});

describe('parseChildMessage', () => {
  it('keeps nothing but what a message has', () => {
    expect(parseChildMessage('{"t":"call","id":1,"method":"ask","args":[1],"kwargs":{"a":2},"cpuMs":-1}')).toEqual({
      t: 'call',
      id: 1,
      method: 'ask',
      args: [1],
      kwargs: { a: 2 },
    });
  });

  it('drops a prototype at any depth', () => {
    const message = parseChildMessage('{"t":"result","value":[{"__proto__":{"x":1},"y":2}]}');
    expect(message).toEqual({ t: 'result', value: [{ y: 2 }] });
  });

  it.each([
    '',
    'null',
    '[]',
    '7',
    '"t"',
    '{}',
    '{"t":"exit"}',
    '{"t":"call"}',
    '{"t":"fail","kind":"timeout","message":"x"}',
    `{"t":"result","value":${'['.repeat(200)}${']'.repeat(200)}}`,
  ])('refuses %j', (text) => {
    expect(() => parseChildMessage(text)).toThrow(FrameError);
  });
});
