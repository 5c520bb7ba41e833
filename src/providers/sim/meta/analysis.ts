import { type Random, pick } from '../../../base/random.ts';
import type { MetaRequest } from './conversation.ts';
import type { Design, DesignStyle } from './design.ts';

const IDEAS: Readonly<Record<DesignStyle, string>> = {
  direct: 'Asking for the answer alone keeps each call short',
  steps: 'Reasoning before the answer should remove careless mistakes',
  code: 'Arithmetic is safer in Python than in words, so the executor writes a program that is run',
  'code-fallback': 'The executor writes a program; where it does not run, reasoning in words takes over',
};
const PROGRAM_IDEAS: Readonly<Record<DesignStyle, string>> = {
  direct: 'Asking for the function alone keeps each call short',
  steps: 'Reasoning before the function should catch the edge cases',
  code: 'The description says all that is needed, so the function is asked for at once',
  'code-fallback': 'A plan in words comes before the function',
};
const OPENINGS = ['Analysis:', 'What I change:', 'Plan for this turn:'];

/**
 * Two or three sentences that describe the design. They claim no insight into the feedback, since the model has none.
 */
export function analysisOf(design: Design, { kind, failed }: MetaRequest, random: Random): string {
  const vote = design.vote ? ' with a majority vote' : '';
  const parts = [
    failed !== null ? 'The last program failed; I write it again without the fault.' : pick(OPENINGS, random),
    `${(kind === 'code' ? PROGRAM_IDEAS : IDEAS)[design.style]}.`,
    design.samples > 1
      ? `${design.samples} samples at temperature ${design.temperature}${vote}.`
      : 'One sample is enough here.',
    design.verify ? 'A second role then checks the result.' : '',
    design.publicTests && kind === 'code' ? 'The public tests decide which solution is kept.' : '',
    design.retry ? 'When nothing usable comes back, it asks once more.' : '',
  ];
  return parts.filter(Boolean).join(' ');
}
