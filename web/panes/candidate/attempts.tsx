import { headOf } from '../../../src/base/clip.ts';
import type { Attempt } from '../../../src/page/contract.ts';
import { count, dollars } from '../../../src/present/index.ts';
import { Section } from '../../parts/figures.tsx';

/** What the meta-agent read and wrote, one completion after the other. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  if (attempts.length === 0) return null;
  return (
    <Section title="What the meta-agent read and wrote">
      {attempts.map((attempt) => (
        <One key={attempt.attempt} attempt={attempt} />
      ))}
    </Section>
  );
}

function One({ attempt }: { attempt: Attempt }) {
  const { attempt: number, messages, completion, problem, promptTokens, completionTokens, costUsd } = attempt;
  return (
    <details>
      <summary>
        <span class="id">{number === 0 ? 'Proposal' : `Repair ${number}`}</span>
        <span class={`status ${problem === null ? 'scored' : 'failed'}`}>{problem === null ? 'passed' : 'failed'}</span>
        <span class="preview">
          {count(promptTokens)} tokens read, {count(completionTokens)} written, {dollars(costUsd)}
        </span>
      </summary>
      {messages.map(({ role, content }, i) => (
        <details key={i} class="inner">
          <summary>
            <span class="id">{role}</span>
            <span class="preview">{headOf(content, 120)}</span>
          </summary>
          <pre class="wrap">{content}</pre>
        </details>
      ))}
      <h3>Completion</h3>
      <pre class="wrap">{completion}</pre>
      {problem !== null && (
        <>
          <h3>What was wrong</h3>
          <pre class="wrap">{problem}</pre>
        </>
      )}
    </details>
  );
}
