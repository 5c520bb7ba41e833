import type { W4sConfig } from '../config/index.ts';
import {
  type AdaptEvent,
  type Environment,
  type ModelHub,
  type ModelProvider,
  costOf,
  endText,
  modelEnd,
  openModel,
  ownModel,
  parseModel,
  withBooks,
} from '../model/index.ts';
import { isSimulated } from '../providers/index.ts';
import { adaptText } from './adapt-text.ts';
import type { Session, SessionOptions } from './contract.ts';

interface Given {
  options: SessionOptions;
  config: W4sConfig;
  env: Environment;
  providers: readonly ModelProvider[];
  hub: ModelHub;
}

type Models = Pick<Session, 'identify' | 'contextSize' | 'hasRateLimits' | 'model' | 'sawSimulated'>;

/** The models of a session. @returns with `closing`, which ends what is asked beside the run */
export function sessionModels({ options, config, env, providers, hub }: Given): Models & { closing: AbortController } {
  const { onRetry, onWarning, nothingIsAsked = false } = options;
  const closing = new AbortController();
  let simulated = false;
  const warnOfEnd = endWarnings(
    (model) => modelEnd(model, { config, providers, env, signal: closing.signal }),
    onWarning,
  );
  const parse = (model: string) => parseModel(model, { config, providers, env, needsKey: !nothingIsAsked });
  const providerOf = (name: string): ModelProvider | undefined => providers.find((one) => one.name === name);
  return {
    closing,
    sawSimulated: () => simulated,
    identify: (model) => {
      if (typeof model !== 'string') return model.id;
      const { id, provider, name, http } = parse(model);
      // Throws for a name that it does not know.
      if (http === undefined) providerOf(provider)?.open(name, { id, config, env });
      return id;
    },
    contextSize: (model) => {
      if (typeof model !== 'string') return undefined;
      const { provider, name, http } = parse(model);
      return http === undefined ? providerOf(provider)?.contextSize?.(name) : undefined;
    },
    hasRateLimits: (model) => {
      const { requestsPerMinute, tokensPerMinute } = parse(model).limits ?? {};
      return requestsPerMinute !== undefined || tokensPerMinute !== undefined;
    },
    model: (model, books) => {
      if (typeof model !== 'string')
        return withBooks(ownModel(model), {
          ...books,
          price: (usage) => costOf(model.id, usage, { snapshot: books.prices }),
        });
      const onAdapt = (event: AdaptEvent): void => onWarning?.(adaptText(event));
      const opened = openModel(model, { config, providers, env, hub, ...books, onAdapt, onRetry });
      warnOfEnd(model);
      return {
        ...opened,
        complete: async (request) => {
          const completion = await opened.complete(request);
          simulated ||= isSimulated(completion.model);
          return completion;
        },
      };
    },
  };
}

/** Told once a model, and beside the run: a server that does not tell must not delay it. */
function endWarnings(
  endOf: (model: string) => ReturnType<typeof modelEnd>,
  onWarning: SessionOptions['onWarning'],
): (model: string) => void {
  const asked = new Set<string>();
  return (model) => {
    if (onWarning === undefined || asked.has(model)) return;
    asked.add(model);
    endOf(model)
      .then((end) => end && onWarning(endText(end)))
      .catch(() => undefined);
  };
}
