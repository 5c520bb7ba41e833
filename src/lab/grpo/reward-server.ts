import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { messageOf } from '../../base/errors.ts';
import { type Listening, listen, readJson } from '../../providers/chat-api/index.ts';
import type { Sampled } from './reward.ts';

/** Bytes of a request: some thousands of long completions. */
const LONGEST_BODY = 64e6;

const body = z.object({ completions: z.array(z.object({ id: z.string(), text: z.string() })).max(100_000) });

export interface RewardServer extends Pick<Listening, 'close'> {
  /** Where completions are sent; whoever does not know it, gets nothing. */
  url: string;
}

/**
 * Scores what the trainer samples: `{completions: [{id, text}]}` in, `{rewards: [number]}` out, in order. It listens on
 * this machine alone, at an address that only the trainer is told.
 */
export async function startRewardServer(
  reward: (sampled: Sampled) => Promise<number>,
  onScored: (rewards: readonly number[]) => void = () => undefined,
): Promise<RewardServer> {
  const path = `/${randomBytes(16).toString('hex')}`;
  const app = new Hono();
  app.post(path, bodyLimit({ maxSize: LONGEST_BODY }), async (c) => {
    const read = body.safeParse(await readJson(c));
    if (!read.success) return c.text('Expected {completions: [{id, text}]}', 400);
    try {
      const rewards = await Promise.all(read.data.completions.map(reward));
      onScored(rewards);
      return c.json({ rewards });
    } catch (error) {
      return c.text(messageOf(error), 500);
    }
  });
  const { port, close } = await listen(app, {
    port: 0,
    host: '127.0.0.1',
    subject: 'The scorer of completions',
    code: 'port-unavailable',
  });
  return { url: `http://127.0.0.1:${port}${path}`, close };
}
