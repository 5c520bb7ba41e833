/** Types of assertions that have no counterpart here, by the reason. */
const WITHOUT: readonly { why: string; types: ReadonlySet<string> }[] = [
  {
    why: 'it asks a model (the scorer `judge` could)',
    types: new Set([
      'agent-rubric',
      'answer-relevance',
      'classifier',
      'context-faithfulness',
      'context-recall',
      'context-relevance',
      'conversation-relevance',
      'factuality',
      'g-eval',
      'llm-rubric',
      'max-score',
      'model-graded-closedqa',
      'model-graded-factuality',
      'moderation',
      'pi',
      'search-rubric',
      'select-best',
      'similar',
    ]),
  },
  {
    why: 'it looks at the call and not at the answer',
    types: new Set([
      'cost',
      'finish-reason',
      'guardrails',
      'is-valid-function-call',
      'is-valid-openai-function-call',
      'is-valid-openai-tools-call',
      'latency',
      'perplexity',
      'perplexity-score',
      'tokens-used',
      'tool-call-f1',
    ]),
  },
  { why: 'it is code that does not run here', types: new Set(['javascript', 'ruby', 'webhook']) },
];

export function isTypeWithout(type: string): boolean {
  return WITHOUT.some(({ types }) => types.has(type));
}

export function whyWithout(type: string): string {
  return WITHOUT.find(({ types }) => types.has(type))?.why ?? 'w4s has nothing like it';
}
