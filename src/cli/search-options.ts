import type { z } from 'zod';
import type { ContextPolicy, PromptChoice, SelectionPolicy } from '../environment/index.ts';
import { readGuide } from '../guide/index.ts';
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
          'workflows to start from and to beat: names from `examples/workflows` such as direct,chain_of_thought, ' +
          '.py files, or none',
      }),
    ),
    selection: setting(shape.selection, { description: 'workflow that the next turn starts from' }),
    golds: setting(shape.golds, { description: 'show the meta-agent the correct answers of validation items' }),
    metaTemperature: setting(shape.metaTemperature, { value: 'T', description: 'temperature of the meta-agent' }),
  };
}

interface EvolveShape {
  minibatch: Field<number | null>;
  merges: Field<number>;
}

/** Flags of `--strategy evolve`. @param minibatchOtherwise Where the default is not that of the schema. */
export function evolveOptions({ minibatch, merges }: EvolveShape, minibatchOtherwise?: string) {
  return {
    minibatch: setting(minibatch, {
      value: 'N',
      description:
        'items that a workflow is reflected on and that its child must win before the rest is run; ' +
        'none shows the whole feedback and runs every child on all items',
      otherwise: minibatchOtherwise,
    }),
    merges: setting(merges, { value: 'N', description: 'most merges of two workflows that are kept' }),
  };
}

/** Flags of `--strategy guide`. */
export function guideOptions({ guide }: { guide: Field<string> }) {
  return {
    guide: setting(guide, {
      value: 'FILE',
      description: 'the design guide, as `w4s guide` writes it',
      otherwise: 'no guide',
    }),
  };
}

/** What a flag of {@link guideOptions} names. @throws usage errors of {@link readGuide} */
export async function guideFrom(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : readGuide(path);
}

interface PortfolioShape {
  strategies: Field<string>;
  recentTurns: Field<number>;
}

/** Flags of `--strategy portfolio`, which takes those of its strategies as well. */
export function portfolioOptions({ strategies, recentTurns }: PortfolioShape) {
  return {
    strategies: setting(strategies, { value: 'LIST', description: 'strategies that share the turns' }),
    recentTurns: setting(recentTurns, {
      value: 'N',
      description: 'turns of a strategy whose gain decides whether it has the next one',
    }),
  };
}
