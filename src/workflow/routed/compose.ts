import { readFileSync } from 'node:fs';
import { pythonLiteral } from '../python-literal.ts';
import type { Routed } from './contract.ts';

const PARTS = Object.fromEntries(
  ['features', 'rule', 'ask', 'frame'].map((name) => [
    name,
    readFileSync(new URL(`./${name}.py`, import.meta.url), 'utf8').trim(),
  ]),
);

/** Of a composed program, by which it is known at a glance. */
export const HEAD = '"""A router of w4s: `pick` says which of PROGRAMS answers an input."""\n';
export const ROUTER = '\nROUTER = ';
export const PROGRAMS = '\nPROGRAMS = {\n';

/** The functions of a rule alone, `features` and `words`. */
export const FEATURES = `import re\n\n\n${PARTS['features']}\n`;

/**
 * A router and its programs as one program, so that it is run, scored, published and exported as any other. The
 * programs stand in it word for word.
 */
export function composeRouted({ router, programs, kind }: Routed): string {
  const given = kind === 'code' ? 'agent, task, entry_point' : 'agent, task';
  const functions = router.kind === 'rule' ? [PARTS['features'], PARTS['rule']] : [PARTS['ask']];
  const entry = `def workflow(${given}):\n    return run_program(pick(agent, task), ${given})`;
  const texts = [...programs].map(([name, code]) => `    ${JSON.stringify(name)}: ${pythonLiteral(code)},\n`);
  return [
    `${HEAD}import re\nimport types\n${ROUTER}${JSON.stringify(router, null, 4)}\n`,
    ...[...functions, entry, PARTS['frame']].map((text) => `\n${text}\n`),
    `${PROGRAMS}${texts.join('')}}\n`,
  ].join('\n');
}
