import { parseCandidate } from '../base/candidate-id.ts';
import { callsAnItem, percent, pValue, points, ratio } from '../present/index.ts';
import type { Router, Rule } from '../workflow/index.ts';
import type { TriedRouter, Winners } from './contract.ts';

/** How a router chooses, in words. */
export function howOf(router: Router): string {
  if (router.kind === 'rule') return ruleText(router.rule);
  return `one call of the executor reads the input and chooses among ${router.programs.join(', ')}`;
}

function ruleText(rule: Rule): string {
  if (typeof rule === 'string') return rule;
  const [yes, no] = [rule.yes, rule.no].map((side) => (typeof side === 'string' ? side : `(${ruleText(side)})`));
  return `${yes} where the input has ${conditionText(rule)}, else ${no}`;
}

function conditionText({ feature, above }: Exclude<Rule, string>): string {
  if (feature.startsWith('word ')) return `the word "${feature.slice(5)}"`;
  return above < 1 && above >= 0 ? `any ${feature}` : `more than ${Math.floor(above)} ${feature}`;
}

/** What was kept, tried and used, for people; a sentence each. */
export function winnersSentences({ programs, tried, used, notes }: Winners): string[] {
  const [single] = programs;
  if (single === undefined) return [];
  const names = programs.map(({ candidate, adds }, i) =>
    i === 0 ? label(candidate) : `${label(candidate)} (+${percent(adds)})`,
  );
  const kept =
    programs.length === 1
      ? `No other program adds to ${label(single.candidate)} on validation, so there is nothing to choose from.`
      : `Unlike programs, with what each adds to the best of those before it on validation: ${names.join(', ')}.`;
  const told = tried.map((router) => triedSentence(router, single, router.kind === used));
  const review =
    used === null
      ? []
      : ['A router needs no review of its own: unless a person decided on it, it stands as its programs do.'];
  const end =
    tried.length > 0 && used === null ? [`The winner is the best single program, ${label(single.candidate)}.`] : [];
  return [kept, ...told, ...notes, ...review, ...end];
}

/** What lies beside it in a folder. */
export function winnersReadme(run: string, winners: Winners): string {
  const { programs, used } = winners;
  const files = programs.map(({ candidate }) => `- \`${label(candidate)}.py\``);
  const router =
    used === null
      ? []
      : [
          '- `router.json`: how an input finds its program, and how that was judged',
          '- `../winner.py`: the router and its programs in one file',
        ];
  return [
    `# Unlike programs of ${run}`,
    winnersSentences(winners).join('\n\n'),
    [...files, ...router].join('\n'),
    `Use the winner with \`w4s run ${run}\` or \`w4s serve ${run}\`, and one program with its file.`,
    '',
  ].join('\n\n');
}

function triedSentence(
  { kind, how, validation, difference, p, isBetter }: TriedRouter,
  single: Winners['programs'][number],
  won: boolean,
): string {
  const name = kind === 'rule' ? 'Rule' : 'Executor as router';
  const estimate = kind === 'rule' ? 'cross-fitted' : 'on validation';
  const against =
    difference === null
      ? 'with no item in common'
      : `${points(difference.difference)} against ${label(single.candidate)}`;
  const calls = `${callsAnItem(validation.callsPerItem)} against ${ratio(single.callsPerItem)}`;
  return (
    `${name} (${how}): ${percent(validation.accuracy ?? 0)} ${estimate}, ${against}, ` +
    `one-sided ${pValue(p)}, ${calls}: ${verdictText(isBetter, won)}.`
  );
}

function verdictText(isBetter: boolean, won: boolean): string {
  if (won) return 'it is the winner';
  return isBetter ? 'better, and not chosen' : 'not shown to be better, and not used';
}

function label(candidate: string): string {
  return parseCandidate(candidate).label ?? candidate;
}
