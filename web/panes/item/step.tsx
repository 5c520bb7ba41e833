import type { ItemSide } from '../../../src/page/contract.ts';
import { count, dollars, duration } from '../../../src/present/numbers.ts';
import type { AskDetail, CodeDetail, ReplyDetail, StepDetail } from '../../../src/report/item-contract.ts';
import type { ToolStep } from '../../../src/workflow/trace.ts';
import { Code } from '../../parts/code.tsx';
import { Text } from './text.tsx';

type Messages = ItemSide['messages'];

/** One thing that a workflow did. */
export function Step({ step, messages }: { step: StepDetail; messages: Messages }) {
  if (step.kind === 'ask') return <Ask step={step} messages={messages} />;
  if (step.kind === 'code') return <Ran step={step} />;
  if (step.kind === 'tool') return <Called step={step} />;
  return (
    <li>
      <Head title={`agent.${step.method} was refused`} facts={[`after ${duration(step.at)}`]} />
      <Text name={step.errorType} text={step.message} bad />
    </li>
  );
}

function Ask({ step, messages }: { step: AskDetail; messages: Messages }) {
  const { role, error, replies } = step;
  const asked = step.messages?.flatMap((place) => messages[place] ?? []);
  return (
    <li>
      <Head title={role === null ? 'Asked' : `Asked as ${role}`} facts={askFacts(step)} />
      {asked === undefined && <p class="quiet">What was asked was cleared from the cache.</p>}
      {asked?.map(({ role: from, content }, i) => (
        <Text key={i} name={from} text={content} />
      ))}
      {replies.map((reply, i) => (
        <Reply key={i} reply={reply} name={replies.length === 1 ? 'Reply' : `Reply ${i + 1}`} />
      ))}
      {error !== undefined && <Text name="No answer" text={error} bad />}
    </li>
  );
}

function askFacts({ n, temperature, ms, promptTokens, completionTokens, costUsd, cached, requests }: AskDetail) {
  return [
    n > 1 && count(n, 'completion'),
    temperature !== undefined && `temperature ${temperature}`,
    `${count(promptTokens)} + ${count(completionTokens)} tokens`,
    dollars(costUsd),
    cached > 0 && (cached === n ? 'from the cache' : `${cached} of ${n} from the cache`),
    requests > 1 && `${requests} requests`,
    `waited ${duration(ms)}`,
  ].filter((fact) => fact !== false);
}

function Reply({ reply: { text, outcome, replaced }, name }: { reply: ReplyDetail; name: string }) {
  const title = outcome === 'ok' ? name : `${name}, ${outcome}`;
  if (text === null) return <p class="quiet">{title}: cleared from the cache.</p>;
  return <Text name={replaced ? `${title}, of a later run: the first was cleared` : title} text={text} open />;
}

function Ran({ step: { code, value, stdout, failure, line, ms } }: { step: CodeDetail }) {
  return (
    <li>
      <Head title="Ran code" facts={[duration(ms)]} />
      <Code code={code} at={line} />
      {value !== undefined && <Text name="Result" text={value} mono />}
      {failure !== undefined && (
        <Text name={failure.errorType ?? `Failed: ${failure.kind}`} text={failure.message} bad />
      )}
      {failure?.traceback !== undefined && <Text name="Traceback" text={failure.traceback} mono />}
      {stdout !== '' && <Text name="Printed" text={stdout} mono />}
    </li>
  );
}

function Called({ step: { name, args, result, error, replayed, ms } }: { step: ToolStep }) {
  const facts = [duration(ms), ...(replayed === true ? ['from before a stop'] : [])];
  return (
    <li>
      <Head title={`Called the tool ${name}`} facts={facts} />
      <Text name="Arguments" text={args} mono />
      {result !== undefined && <Text name="Result" text={result} open />}
      {error !== undefined && <Text name="Failed" text={error} bad />}
    </li>
  );
}

function Head({ title, facts }: { title: string; facts: readonly string[] }) {
  return (
    <p class="meta">
      <span>
        <strong>{title}</strong>
      </span>
      {facts.map((fact) => (
        <span key={fact}>{fact}</span>
      ))}
    </p>
  );
}
