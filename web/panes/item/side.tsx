import { isCandidateLabel } from '../../../src/base/candidate-id.ts';
import type { ItemSide } from '../../../src/page/contract.ts';
import { count, dollars, duration, plain, ratio } from '../../../src/present/numbers.ts';
import type { RepeatDetail } from '../../../src/report/item-contract.ts';
import { href } from '../../base/route.ts';
import { Text } from './text.tsx';
import { Step } from './step.tsx';

/** What one workflow did on the item, repeat by repeat. */
export function Side({ run, side: { label, messages, repeats } }: { run: string; side: ItemSide }) {
  return (
    <section aria-label={label}>
      <h2>{isCandidateLabel(label) ? <a href={href(['run', run, 'candidate', label])}>{label}</a> : label}</h2>
      {repeats.length === 0 && <p class="quiet">It was not asked this.</p>}
      {repeats.map((one) => (
        <Repeat key={one.repeat} repeat={one} messages={messages} isOne={repeats.length === 1} />
      ))}
    </section>
  );
}

interface RepeatProps {
  repeat: RepeatDetail;
  messages: ItemSide['messages'];
  isOne: boolean;
}

function Repeat({
  repeat: { repeat, score, answer, note, failure, usage, stdout, trace },
  messages,
  isOne,
}: RepeatProps) {
  const tokens = `${count(usage.promptTokens)} + ${count(usage.completionTokens)} tokens`;
  const facts = [count(usage.calls, 'call'), tokens, dollars(usage.costUsd), duration(usage.wallMs)];
  return (
    <>
      {!isOne && <h3>Repeat {repeat + 1}</h3>}
      <p class="meta">
        <span>
          <strong class={`status ${score === 1 ? 'scored' : 'failed'}`}>{verdict(score)}</strong>
        </span>
        {facts.map((text) => (
          <span key={text}>{text}</span>
        ))}
      </p>
      {failure === null ? (
        <Text name="Answer" text={plain(answer)} />
      ) : (
        <>
          <Text name={`Failed: ${failure.kind}`} text={failure.message} bad />
          {failure.traceback !== undefined && <Text name="Traceback" text={failure.traceback} mono />}
        </>
      )}
      {trace?.picked !== undefined && <p>The router chose {trace.picked}.</p>}
      {note !== null && <Text name="The scorer remarked" text={note} />}
      {stdout !== '' && <Text name="The workflow printed" text={stdout} mono />}
      {trace === null && <p class="quiet">What happened was not kept: an older version wrote this.</p>}
      {trace !== null && (
        <ol class="steps">
          {trace.steps.map((step, i) => (
            <Step key={i} step={step} messages={messages} />
          ))}
        </ol>
      )}
      {trace !== null && trace.omitted > 0 && <p class="quiet">{count(trace.omitted, 'more step')} not kept.</p>}
    </>
  );
}

function verdict(score: number | null): string {
  if (score === null) return 'missing';
  if (score === 1) return 'right';
  return score === 0 ? 'wrong' : `score ${ratio(score)}`;
}
