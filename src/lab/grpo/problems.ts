import { usageError } from '../../base/errors.ts';
import type { Completion, CompletionRequest, Message, Model } from '../../model/contract.ts';
import type { Sandbox } from '../../sandbox/contract.ts';
import type { Task, TaskItem } from '../../task/contract.ts';
import { runWorkflow } from '../../workflow/index.ts';

/** What a workflow says to its executor about one item. */
export interface Problem {
  id: string;
  prompt: readonly Message[];
}

interface Asking {
  sandbox: Sandbox;
  task: Pick<Task, 'kind'>;
  workflow: { code: string };
  signal?: AbortSignal;
}

/**
 * The question that a workflow asks its executor on each item: what the trained model will be asked when the workflow
 * is scored, word for word.
 * @throws usage error `not-one-question` for a workflow that asks never, several times or for several samples
 */
export function problemsOf(asking: Asking, items: readonly TaskItem[]): Promise<Problem[]> {
  return Promise.all(items.map((item) => problemOf(asking, item)));
}

async function problemOf({ sandbox, task, workflow, signal }: Asking, item: TaskItem): Promise<Problem> {
  const { id, input, entryPoint, publicTests } = item;
  const asked: CompletionRequest[] = [];
  const executor = saying('', (request) => asked.push(request));
  const run = await runWorkflow({
    executor,
    sandbox,
    signal,
    kind: task.kind,
    code: workflow.code,
    item: { id, input, entryPoint, publicTests },
  });
  signal?.throwIfAborted();
  const [one, ...more] = asked;
  if (one !== undefined && more.length === 0 && (one.n ?? 1) === 1) return { id, prompt: one.messages };
  const samples = asked.reduce((sum, { n = 1 }) => sum + n, 0);
  throw usageError(
    'not-one-question',
    `Expected a workflow that asks for one completion an item, got ${samples} on \`${id}\``,
    { hint: 'Use --workflow direct or chain_of_thought.', facts: { failure: run.failure ?? null } },
  );
}

/** An executor that says one text to whatever it is asked. */
export function saying(text: string, onAsked: (request: CompletionRequest) => void = () => undefined): Model {
  return {
    id: 'grpo:completion',
    complete: (request): Promise<Completion> => {
      onAsked(request);
      const usage = { promptTokens: 0, completionTokens: 0 };
      const choice = { text, outcome: text.trim() === '' ? ('empty' as const) : ('ok' as const), finishReason: 'stop' };
      return Promise.resolve({
        choices: Array.from({ length: request.n ?? 1 }, () => choice),
        usage,
        costUsd: 0,
        fresh: { ...usage, requests: 0, costUsd: 0 },
        model: 'grpo:completion',
        latencyMs: 0,
      });
    },
  };
}
