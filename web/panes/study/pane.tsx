import { count } from '../../../src/present/index.ts';
import type { StudyResult } from '../../../src/lab/study/result.ts';
import { SIMULATED } from '../../../src/report/wording.ts';
import { Section } from '../../parts/figures.tsx';
import { Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';
import { CurveChart } from './curve-chart.tsx';
import { ArmScores } from './arm-scores.tsx';
import { ArmTable, CallTable, CellTable, ComparisonTable, ProposalTable, TaskTable } from './tables.tsx';

/** A comparison of arms over tasks and seeds. */
export function StudyPane({ name }: { name: string }) {
  const read = useRead(`study ${name}`, (source) => source.study(name), []);
  return <Shown read={read}>{(result) => <Study result={result as unknown as StudyResult} />}</Shown>;
}

function Study({ result }: { result: StudyResult }) {
  return (
    <>
      <StudyHeader result={result} />
      <Section title="Test score by arm">
        <ArmScores arms={result.arms} />
        <ArmTable result={result} />
      </Section>
      {result.comparisons.length > 0 && (
        <Section title="Comparisons in pairs">
          <ComparisonTable result={result} />
          <p class="quiet">{ABOUT_COMPARISONS}</p>
        </Section>
      )}
      <Section title="Validation by turn">
        <CurveChart arms={result.arms} turns={result.design.turns} />
        <p class="quiet">
          Best score up to each turn, mean over tasks and seeds. Winners were picked by it, so it overstates them.
          best-of-n samples all at once: {count(result.design.candidates)} of its samples count as one turn.
        </p>
      </Section>
      <Section title="What was written">
        <ProposalTable result={result} />
        <p class="quiet">{ABOUT_PROPOSALS}</p>
      </Section>
      <Section title="Executor calls">
        <CallTable result={result} />
        <p class="quiet">{ABOUT_CALLS}</p>
      </Section>
      {result.tasks.length > 1 && (
        <Section title="By task">
          <TaskTable result={result} />
        </Section>
      )}
      <Section title="Runs">
        <CellTable result={result} />
      </Section>
      <p class="quiet">
        Intervals of an arm’s score have the item within its task as their unit; seeds are its repeats.
      </p>
    </>
  );
}

function StudyHeader({ result }: { result: StudyResult }) {
  const { name, tasks, executor, arms, simulated, status, reason, notes, design } = result;
  const models = [`executor ${executor}`, `untrained meta-agent ${arms[0]?.model ?? '–'}`];
  const { seeds, turns, candidates, validation, test, calls } = design;
  const sizes = [
    count(seeds.length, 'seed'),
    `${turns} turns of ${candidates}`,
    `${validation} validation items`,
    `at most ${test} test items`,
    ...(calls === null ? [] : [`${count(calls)} executor calls per search`]),
  ];
  return (
    <header class="head">
      <h1>Ablation {name}</h1>
      {[[...tasks, ...models], sizes].map((texts, i) => (
        <p class="meta" key={i}>
          {texts.map((text) => (
            <span key={text}>{text}</span>
          ))}
        </p>
      ))}
      {simulated && (
        <div class="notice" role="note">
          <p>
            <strong>Simulated.</strong> {SIMULATED}
          </p>
        </div>
      )}
      {status !== 'done' && (
        <div class="notice" role="note">
          <p>
            <strong>Ended early.</strong> {reason}
          </p>
        </div>
      )}
      {notes.length > 0 && (
        <div class="notice" role="note">
          <p>
            <strong>Before you read on</strong>
          </p>
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </div>
      )}
    </header>
  );
}

const ABOUT_COMPARISONS =
  'On the same tasks, seeds and items. A cell is one seed on one task: each is a separate search, so the cell ' +
  'is the unit. p: sign-flip test over cells, exact up to 20 that differ, for other searches on these items; ' +
  'adjusted by Holm for all rows. The interval reflects sampling of both searches and items. By item: with ' +
  'these searches, reflects sampling of items only; not adjusted.';

const ABOUT_PROPOSALS =
  'Shares of all workflows that the searches wrote, with Wilson’s interval. Broken: no program passed its trial after ' +
  'all repairs. Scored 0: no validation item scored above 0. Unreadable at first: the first attempt held no program ' +
  'that parses. Best: over all earlier turns, including the start.';

const ABOUT_CALLS =
  'Evaluations of candidates on validation items, the part of them that could win, and the sealed test; ' +
  'including cached answers. By the ledger: also the trials of candidates, and the replays of an interrupted search.';
