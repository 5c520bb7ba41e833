import type { CandidateView } from '../../../src/page/contract.ts';
import { callsAnItem, count, interval, percent, ratio, dollars } from '../../../src/present/index.ts';
import { href, setQuery, useRoute } from '../../base/route.ts';
import { Code } from '../../parts/code.tsx';
import { Diff } from '../../parts/diff.tsx';
import { Failures } from '../../parts/failures.tsx';
import { Section } from '../../parts/figures.tsx';
import { Findings } from '../../parts/findings.tsx';
import { originOf } from '../../parts/origin.ts';
import { Status } from '../../parts/score.tsx';
import { Shown } from '../../parts/states.tsx';
import { useRead } from '../../source/use.tsx';
import { Attempts } from './attempts.tsx';
import { EditBox } from './edit.tsx';
import { ReviewBox, type ReviewBoxProps } from './review.tsx';

/** One candidate: its code and what became of it. */
export function CandidatePane({ run, label }: { run: string; label: string }) {
  const read = useRead(`candidate ${run} ${label}`, (source) => source.candidate(run, label), [run]);
  return (
    <>
      <a class="up" data-up href={href(['run', run])}>
        ‹ {run}
      </a>
      <Shown read={read}>{(view) => <Candidate run={run} label={label} view={view} again={read.again} />}</Shown>
    </>
  );
}

function Candidate({ run, label, view, again }: ReviewBoxProps) {
  const { candidate, isGiven, hash, attempts, feedback } = view;
  const { status, error, analysis, findings, code } = candidate;
  return (
    <>
      <header class="head">
        <h1>
          {label}
          {isGiven && ` ${analysis}`} <Status status={status} />
        </h1>
        <p class="meta">
          {verdict(candidate).map((text) => (
            <span key={text}>{text}</span>
          ))}
          {isGiven ? <span>given, not written in this run</span> : <Origin run={run} candidate={candidate} />}
        </p>
        {hash !== null && (
          <p class="meta">
            <span>
              SHA-256 <code>{hash}</code>
            </span>
          </p>
        )}
      </header>
      <ReviewBox run={run} label={label} view={view} again={again} />
      {error !== null && (
        <Section title="What was wrong">
          <pre class="wrap">{error}</pre>
        </Section>
      )}
      {analysis !== '' && !isGiven && (
        <Section title="Analysis">
          <p class="prose">{analysis}</p>
        </Section>
      )}
      {findings.length > 0 && (
        <Section title="Findings">
          <Findings findings={findings} />
        </Section>
      )}
      <Section title="Code">
        {code === null ? (
          <p class="quiet">The completion held no workflow.</p>
        ) : (
          <>
            {!isGiven && <EditBox key={label} run={run} label={label} code={code} closed={view.closed} />}
            <CodeOrDifference run={run} view={view} code={code} />
          </>
        )}
      </Section>
      <Failures failures={candidate.failures} />
      <Attempts attempts={attempts} />
      {feedback !== null && (
        <Section title="What its evaluation told the meta-agent">
          <pre class="wrap">{feedback}</pre>
        </Section>
      )}
    </>
  );
}

/** Who wrote it, and what from. */
function Origin({ run, candidate }: { run: string; candidate: CandidateView['candidate'] }) {
  const parent = candidate.parentId?.split('/').at(-1);
  if (candidate.turn === 0) return <span>a start of the search</span>;
  return (
    <span>
      written by {originOf(candidate)}
      {parent !== undefined && (
        <>
          {' '}
          from <a href={href(['run', run, 'candidate', parent])}>{parent}</a>
        </>
      )}
    </span>
  );
}

const AGAINST = ['parent', 'start', 'best'] as const;

function CodeOrDifference({
  run,
  view: { candidate, against },
  code,
}: {
  run: string;
  view: CandidateView;
  code: string;
}) {
  const { query } = useRoute();
  const choices = AGAINST.filter((one) => against[one] !== null);
  const chosen = choices.find((one) => one === query.against) ?? (query.against === 'none' ? undefined : choices[0]);
  const label = chosen === undefined ? null : against[chosen];
  return (
    <>
      {choices.length > 0 && (
        <fieldset class="choice">
          <legend>Show</legend>
          {choices.map((one) => (
            <label key={one}>
              <input type="radio" name="against" checked={one === chosen} onChange={() => setQuery({ against: one })} />{' '}
              difference to the {one} ({against[one]})
            </label>
          ))}
          <label>
            <input
              type="radio"
              name="against"
              checked={chosen === undefined}
              onChange={() => setQuery({ against: 'none' })}
            />{' '}
            the whole
          </label>
        </fieldset>
      )}
      {label === null ? (
        <Code code={code} findings={candidate.findings} />
      ) : (
        <DifferenceTo run={run} label={label} code={code} />
      )}
    </>
  );
}

function DifferenceTo({ run, label, code }: { run: string; label: string; code: string }) {
  const read = useRead(`candidate ${run} ${label}`, (source) => source.candidate(run, label), []);
  return <Shown read={read}>{({ candidate }) => <Diff before={candidate.code ?? ''} after={code} />}</Shown>;
}

/** Starts and given workflows are neither rewarded nor repaired. */
function verdict({
  turn,
  accuracy,
  interval: range,
  n,
  callsPerItem,
  costUsd,
  repairs,
  reward,
}: CandidateView['candidate']): string[] {
  return [
    accuracy === null ? 'not scored' : `${percent(accuracy)} ${interval(range)} n ${count(n)}`,
    callsAnItem(callsPerItem),
    dollars(costUsd),
    ...(turn === 0 ? [] : [`reward ${ratio(reward)}`, `${repairs} ${repairs === 1 ? 'repair' : 'repairs'}`]),
  ];
}
