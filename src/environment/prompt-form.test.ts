import { expect, test } from 'vitest';
import { type PromptChoice, type PromptFormName, promptFormFor } from './prompt-form.ts';

test.each<[PromptChoice, number | undefined, PromptFormName]>([
  ['auto', 512, 'compact'],
  ['auto', 4_095, 'compact'],
  ['auto', 4_096, 'full'],
  ['auto', undefined, 'full'],
  ['full', 512, 'full'],
  ['compact', undefined, 'compact'],
])('%s with a context of %s is %s', (choice, contextSize, form) => {
  expect(promptFormFor(choice, contextSize)).toBe(form);
});
