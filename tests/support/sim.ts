import { execFileSync } from 'node:child_process';
import type { Json } from '../../src/base/json.ts';
import type { Task, TaskItem } from '../../src/task/contract.ts';

interface TaskParts {
  name?: string;
  kind?: Task['kind'];
  metric?: Task['metric'];
}

export function taskOf(
  items: readonly TaskItem[],
  { name = 'sums', kind = 'answer', metric = 'accuracy' }: TaskParts = {},
): Task {
  const scorer = { name: 'none', score: () => ({ value: 0 }) };
  return { name, description: 'for tests', kind, metric, splits: { validation: items }, scorer };
}

/** Items `id` 0..count-1 with whole numbers as golds. */
export function sums(count: number): TaskItem[] {
  return Array.from({ length: count }, (_, i) => ({
    id: String(i),
    input:
      `A farmer has ${i + 3} baskets with ${2 * i + 5} eggs each and sells ${i} eggs. ` +
      `How many eggs are left on farm ${i}?`,
    target: (i + 3) * (2 * i + 5) - i,
  }));
}

export interface ChatBody {
  model: string;
  choices: {
    index: number;
    message: { content: string };
    finish_reason: string;
    logprobs: { content: { token: string; logprob: number }[] } | null;
  }[];
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
}

export function post(url: string, body: Json, signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal,
  });
}

/** A reply that must come. */
export async function chat(url: string, body: { [key: string]: Json }): Promise<ChatBody> {
  const response = await post(url, { model: 'sim-executor', ...body });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as ChatBody;
}

export function user(content: string): { role: string; content: string }[] {
  return [{ role: 'user', content }];
}

export function texts({ choices }: ChatBody): string[] {
  return choices.map(({ message }) => message.content);
}

/** Runs a Python script with `input` as JSON on its standard input and reads JSON from its output. */
export function python<T>(script: string, input: Json): T {
  return JSON.parse(
    execFileSync('python3', ['-c', script], { input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 26 }),
  ) as T;
}
