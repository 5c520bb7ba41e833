import { count, dollars, pValue } from '../../../src/present/index.ts';
import type { StudyResult } from '../../../src/lab/study/result.ts';
import { SIMULATED } from '../../../src/report/wording.ts';
import { Section } from '../../parts/figures.tsx';
import { Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';
import { CriticalDifference } from './critical-difference.tsx';
import { CurveChart } from './curve-chart.tsx';
import { ArmScores } from './arm-scores.tsx';
import { ArmTable, BlockTable, CallTable, CellTable, ComparisonTable, ProposalTable, TaskTable } from './tables.tsx';

/** A comparison of arms over tasks and seeds. */
export function StudyPane({ name }: { name: string }) {
  const read = useRead(`study ${name}`, (source) => source.study(name), []);
  return <Shown read={read}>{(result) => <Study result={result as unknown as StudyResult} />}</Shown>;
}

function Study({ result }: { result: StudyResult }) {
  const isStudy = result.kind === 'study';
  return (
    <>
      <StudyHeader result={result} />
      <Section title="Test score by arm">
        <ArmScores arms={result.arms} byCell={isStudy} />
        <ArmTable result={result} />
      </Section>
      {result.comparisons.length > 0 && (
        <Section title="Comparisons in pairs">
          <ComparisonTable result={result} />
          <p class="quiet">{ABOUT_COMPARISONS}</p>
        </Section>
      )}
      <RankSection result={result} />
      <Section title="Validation by turn">
        <CurveChart arms={result.arms} turns={result.design.turns} />
        <p class="quiet">
          Best score up to each turn, mean over tasks and seeds. Winners were picked by it, so it overstates them.
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
      {isStudy && result.executors.length > 1 && (
        <Section title="By task and executor">
          <BlockTable result={result} />
        </Section>
      )}
      <Section title="Runs">
        <CellTable result={result} />
      </Section>
      <p class="quiet">{isStudy ? ABOUT_CELLS : ABOUT_ITEMS}</p>
    </>
  );
}

/** Ranks of one block say no more than its scores. */
function RankSection({ result: { ranks } }: { result: StudyResult }) {
  if (ranks === null || ranks === undefined || ranks.blocks < 2) return null;
  return (
    <Section title="Mean rank">
      <CriticalDifference ranks={ranks} />
      <p class="quiet">
        Over {count(ranks.blocks)} blocks of task and executor, by the mean of their seeds; 1 is the best. A bar joins
        arms that Nemenyi’s test at 0.05 does not tell apart: their mean ranks differ by less than CD. Friedman’s test
        of any difference: {pValue(ranks.p ?? 1)}.
      </p>
    </Section>
  );
}

function StudyHeader({ result }: { result: StudyResult }) {
  const { kind, name, tasks, executor, arms, simulated, status, reason, notes, design } = result;
  const models = [
    `executor ${executor}`,
    ...(kind === 'study' ? [] : [`untrained meta-agent ${arms[0]?.model ?? '–'}`]),
  ];
  const { seeds, turns, candidates, validation, test, calls, usd } = design;
  const sizes = [
    count(seeds.length, 'seed'),
    `${turns} turns of ${candidates}`,
    `${validation} validation items`,
    `at most ${test} test items`,
    ...(calls === null ? [] : [`${count(calls)} executor calls per search`]),
    ...(usd === undefined ? [] : [`${dollars(usd)} per search`]),
  ];
  return (
    <header class="head">
      <h1>
        {kind === 'study' ? 'Study' : 'Ablation'} {name}
      </h1>
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

const ABOUT_ITEMS = 'Intervals of an arm’s score have the item within its task as their unit; seeds are its repeats.';

const ABOUT_CELLS =
  'An arm’s score is the mean over its cells, one seed on one task with one executor; its interval reflects sampling of ' +
  'both searches and items, and is left out where a task has a single seed.';

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
