import { clip } from '../base/clip.ts';
import { oneLine } from '../base/printable.ts';
import type { EvaluationSummary } from '../evaluate/index.ts';
import { type Html, html, percent, plain, ratio } from '../present/index.ts';
import { mean } from '../statistics/index.ts';
import type { ItemRow } from './items.ts';

export interface JunitOptions {
  task: string;
  summary: Pick<EvaluationSummary, 'split' | 'accuracy' | 'status' | 'wallMs'>;
  /** Whether something that was required was reached, each with a sentence. */
  requirements: readonly { name: string; outcome: 'met' | 'missed' | 'inconclusive'; text: string }[];
  /** What is told of the whole: its run, workflow, executor. */
  properties: Readonly<Record<string, string>>;
  /** The item runs, those of one item one after another. */
  rows: AsyncIterable<ItemRow>;
  /** An item with a mean score of at least this has passed. @default 1 */
  passAt?: number;
}

/** Characters of each text in `system-out`. */
const LONGEST = 1_000;

/**
 * An evaluation as JUnit XML, the form that CI systems read: a test case an item, and one for each requirement.
 * Missing items are skipped and not failed, since they say nothing of the workflow; where they are too many, the
 * requirements are errors. Of a test split neither golds nor words of the scorer are told, which may quote them.
 */
export async function junitXml({
  task,
  summary,
  requirements,
  properties,
  rows,
  passAt = 1,
}: JunitOptions): Promise<string> {
  const name = `${task} ${summary.split}`;
  const items: Case[] = [];
  for await (const repeats of byItem(rows)) items.push(itemCase(repeats, { name, passAt }));
  const suites = [
    suite(name, items, summary.wallMs, properties),
    ...(requirements.length === 0 && summary.accuracy !== null ? [] : [wholeSuite(name, summary, requirements)]),
  ];
  const document = html`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="w4s eval">
${suites}</testsuites>
`;
  // The two characters that XML has no place for and that are not invisible.
  return document.text.replace(/[\ufffe\uffff]/g, '\ufffd');
}

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

interface Case {
  outcome: Outcome;
  xml: Html;
}

function suite(name: string, cases: readonly Case[], ms: number, properties: Readonly<Record<string, string>>): Html {
  const count = (outcome: Outcome): number => cases.filter((one) => one.outcome === outcome).length;
  return html`  <testsuite name="${oneLine(name, 200)}" tests="${cases.length}" failures="${count('failure')}"
    errors="${count('error')}" skipped="${count('skipped')}" time="${seconds(ms)}">
    <properties>
${Object.entries(properties).map(
  ([key, value]) => html`      <property name="${key}" value="${oneLine(value, 400)}"/>
`,
)}    </properties>
${cases.map(({ xml }) => xml)}  </testsuite>
`;
}

function wholeSuite(name: string, summary: JunitOptions['summary'], requirements: JunitOptions['requirements']): Html {
  const all =
    requirements.length > 0
      ? requirements
      : [{ name: 'evaluation', outcome: 'inconclusive' as const, text: `the evaluation is ${summary.status}` }];
  return suite(
    `${name} requirements`,
    all.map((one) => requirementCase(one, name)),
    0,
    {},
  );
}

function requirementCase({ name, outcome, text }: JunitOptions['requirements'][number], suiteName: string): Case {
  const message = oneLine(text, 500);
  const kinds = {
    met: ['passed', html`<system-out>${message}</system-out>`],
    missed: ['failure', html`<failure type="${name}" message="${message}"/>`],
    inconclusive: ['error', html`<error type="inconclusive" message="${message}"/>`],
  } as const;
  const [found, inside] = kinds[outcome];
  return { outcome: found, xml: testCase(name, `${suiteName} requirements`, 0, inside) };
}

function itemCase(repeats: readonly ItemRow[], { name, passAt }: { name: string; passAt: number }): Case {
  const [first] = repeats;
  const scores = repeats.flatMap(({ score }) => (score === null ? [] : [score]));
  const verdict = scores.length === 0 ? missingVerdict(repeats) : scoredVerdict(repeats, mean(scores), passAt);
  const ms = repeats.reduce((sum, { latencyMs }) => sum + latencyMs, 0);
  const inside = html`${verdict.xml}<system-out>${repeats.map(told).join('\n')}</system-out>`;
  return { outcome: verdict.outcome, xml: testCase(first?.itemId ?? '', name, ms, inside) };
}

function missingVerdict(repeats: readonly ItemRow[]): Case {
  const failing = repeats.find(({ failure }) => failure !== null);
  const message = failing === undefined ? 'missing' : `missing: ${failing.failure}${errorOf(failing)}`;
  return { outcome: 'skipped', xml: html`<skipped message="${oneLine(message, 300)}"/>` };
}

function scoredVerdict(repeats: readonly ItemRow[], mean: number, passAt: number): Case {
  if (mean >= passAt) return { outcome: 'passed', xml: html`` };
  const failing = repeats.find(({ failure, score }) => failure !== null && score !== null);
  const type = failing?.failure ?? 'wrong-answer';
  const message = `score ${ratio(mean)}${failing === undefined ? '' : errorOf(failing)}`;
  return { outcome: 'failure', xml: html`<failure type="${type}" message="${oneLine(message, 300)}"/>` };
}

/** Where a scorer's words go into a failure: they may quote the gold. */
const OF_THE_SCORER: ReadonlySet<string | null> = new Set(['scorer', 'invalid-answer']);

function errorOf({ error, failure, split }: ItemRow): string {
  return error === null || (split === 'test' && OF_THE_SCORER.has(failure)) ? '' : `: ${error}`;
}

function told({ split, repeat, input, answer, gold, note, score, failure }: ItemRow): string {
  const sealed = split === 'test';
  return [
    ...(repeat === 0 ? [`input: ${clip(input, LONGEST)}`] : [`repeat ${repeat}`]),
    `answer: ${failure === null ? clip(plain(answer), LONGEST) : `none (${failure})`}`,
    ...(sealed || gold === null || repeat > 0 ? [] : [`expected: ${clip(plain(gold), LONGEST)}`]),
    ...(sealed || note === null ? [] : [`scorer: ${clip(note, LONGEST)}`]),
    `score: ${score === null ? 'missing' : percent(score)}`,
  ].join('\n');
}

function testCase(name: string, className: string, ms: number, inside: Html): Html {
  const [title, place] = [oneLine(name, 200), oneLine(className, 200)];
  return html`    <testcase name="${title}" classname="${place}" time="${seconds(ms)}">${inside}</testcase>
`;
}

async function* byItem(rows: AsyncIterable<ItemRow>): AsyncGenerator<ItemRow[]> {
  let repeats: ItemRow[] = [];
  for await (const row of rows) {
    if (repeats.length > 0 && repeats[0]?.itemId !== row.itemId) {
      yield repeats;
      repeats = [];
    }
    repeats.push(row);
  }
  if (repeats.length > 0) yield repeats;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3);
}
