import { type Random, pick } from '../../../base/random.ts';
import { BREAKAGES } from './rates.ts';
import type { Breakage } from './rates.ts';

/** The breakage of the next completion, `null` for none. `certain`: there must be one. */
export function drawBreakage(random: Random, { certain = false }: { certain?: boolean } = {}): Breakage | null {
  const rates = Object.entries(BREAKAGES) as [Breakage, number][];
  const total = rates.reduce((sum, [, rate]) => sum + rate, 0);
  let draw = random() * (certain ? total : 1);
  for (const [breakage, rate] of rates) {
    draw -= rate;
    if (draw < 0) return breakage;
  }
  return null;
}

const CRASHES = [
  'limit = task["question"]',
  'first = [][0]',
  'history = previous_answers[-1]',
  'agent.call_expert(task)',
  'scale = 1 / 0',
] as const;

/** The program with the breakage applied. `no-code` and `no-fence` concern the completion, not the program. */
export function broken(program: string, breakage: Breakage | null, random: Random): string {
  switch (breakage) {
    case 'syntax-error':
      return pick([withoutColon, withoutBracket], random)(program);
    case 'exception':
      return afterSignature(program, pick(CRASHES, random));
    case 'wrong-type':
      return program.replace(
        /return \{"answer": (\w+)\}/,
        pick(['return $1', 'return [$1]', 'return {"result": $1}', 'print($1)'], random),
      );
    case 'other-model':
      return program.replace(/^( *)temperature=/m, '$1model="gpt-6-sol",\n$1temperature=');
    case 'infinite-loop':
      return afterSignature(program, 'while True:\n        attempts = 0');
    default:
      return program;
  }
}

function withoutColon(program: string): string {
  return program.replace(/^(def workflow\(.*\)):$/m, '$1');
}

function withoutBracket(program: string): string {
  return program.replace(/\}\],$/m, '},');
}

function afterSignature(program: string, line: string): string {
  return program.replace(/^(def workflow\(.*\):)$/m, `$1\n    ${line}`);
}
