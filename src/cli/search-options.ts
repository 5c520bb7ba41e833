import type { z } from 'zod';
import type { ContextPolicy, PromptChoice, SelectionPolicy } from '../environment/index.ts';
import type { StrategyName } from '../optimize/index.ts';
import { many } from './option.ts';
import { setting } from './setting.ts';

type Field<T> = z.ZodType<T | undefined, T | undefined>;

/** How workflows are searched for. */
export function strategyOption(schema: z.ZodType<StrategyName | undefined, StrategyName | undefined>) {
  return { strategy: setting(schema, { description: 'how workflows are searched for: see docs/strategies.md' }) };
}

interface SearchShape {
  context: Field<ContextPolicy>;
  prompt: Field<PromptChoice>;
  start: Field<string>;
  selection: Field<SelectionPolicy>;
  golds: Field<boolean>;
  metaTemperature: Field<number>;
  metaMaxTokens: Field<number>;
  maxRepairs: Field<number>;
}

/**
 * How the meta-agent is prompted, and what a search makes of its workflows: flags of every command that searches.
 * @param shape Of the command's own schema, since defaults differ.
 * @param contextOtherwise Where that has no default for `context`.
 */
export function searchOptions(shape: SearchShape, contextOtherwise?: string) {
  return {
    context: setting(shape.context, {
      description: 'how much of the history the meta-agent reads',
      otherwise: contextOtherwise,
    }),
    prompt: setting(shape.prompt, {
      description: 'prompt of the meta-agent; auto picks compact if its context is known to be below 4,096 tokens',
    }),
    start: many(
      setting(shape.start, {
        value: 'LIST',
        description:
          'workflows to start from and to beat: names from `examples/workflows`, .py files, or none; ' +
          'auto is direct, and with the full prompt, where rules score the answers, also chain_of_thought_text and ' +
          'program_of_thought_text',
      }),
    ),
    selection: setting(shape.selection, { description: 'workflow that the next turn starts from' }),
    golds: setting(shape.golds, { description: 'show the meta-agent the correct answers of validation items' }),
    metaTemperature: setting(shape.metaTemperature, { value: 'T', description: 'temperature of the meta-agent' }),
    metaMaxTokens: setting(shape.metaMaxTokens, {
      value: 'N',
      description:
        'limit on the tokens of an answer of the meta-agent, which is a whole workflow; in the place of --max-tokens',
    }),
    maxRepairs: setting(shape.maxRepairs, {
      value: 'N',
      description: 'times that the meta-agent may repair a workflow that fails its trial',
    }),
  };
}
