import { createTrial } from '../../src/environment/trial.ts';
import { createGate } from '../../src/evaluate/index.ts';
import { seededRandom } from '../../src/base/random.ts';
import type { Sandbox } from '../../src/sandbox/contract.ts';
import { type PocketFamily, createWriter } from '../../src/providers/pocket-tasks/index.ts';
import { fakeExecutor } from '../../src/workflow/fake-executor.ts';
import { pocketScorer } from '../../src/task/index.ts';

/**
 * The trial of a program on a problem of the family, with an executor whose answers are well-formed numbers and whose
 * programs run.
 */
export function tryProgram(code: string, family: PocketFamily, sandbox: Sandbox): Promise<string | null> {
  const random = seededRandom('try-program', family.name);
  const { input, answer, entryPoint, publicTests, hiddenTests } = family.problem(
    createWriter('pretraining', random),
    random,
  );
  const item = { id: 'item', input, target: hiddenTests ?? answer, entryPoint, publicTests };
  const program = family.kind === 'code' ? answer : 'def solution():\n    return 12';
  const executor = fakeExecutor(({ messages: [system] }) => replyTo(system?.content ?? '', program));
  return createTrial({
    setup: {
      task: { ...family, scorer: pocketScorer(family), splits: {} },
      executor,
      sandbox,
      seed: 1,
      gate: createGate(1),
    },
    item,
    purpose: { role: 'executor', phase: 'search' },
  })(code);
}

function replyTo(system: string, program: string): string {
  const keys = /Its keys, in this order: (.*?)\.$/m.exec(system)?.[1];
  if (keys === undefined)
    return /\b(?:Python|code|program\w*|coder|software|solution)\b/i.test(system)
      ? `\`\`\`python\n${program}\n\`\`\``
      : '12';
  const values: Record<string, string> = {
    code: program,
    correct: 'no',
    reasoning: '3 * 4 = 12',
    translation: 'Ada has 12 eggs.',
  };
  return JSON.stringify(
    Object.fromEntries((JSON.parse(`[${keys}]`) as string[]).map((key) => [key, values[key] ?? '12'])),
  );
}
