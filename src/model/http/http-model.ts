import type { PricedUsage } from '../contract.ts';
import type { Asked } from './body.ts';
import type { Endpoint } from './endpoint.ts';
import type { Patience } from './patience.ts';
import type { ServerTraits } from './traits.ts';

/** A part of the request that is no longer sent as asked, and why. */
export interface AdaptEvent {
  model: string;
  field: string;
  reason: string;
}

/** Everything a call needs to know about its model. */
export interface HttpModel extends Endpoint, Asked {
  /** Whether the user set the reasoning effort: it is then never dropped. */
  effortPinned: boolean;
  apiKeyEnv: string | undefined;
  traits: ServerTraits;
  patience: Patience;
  costOf: (usage: PricedUsage) => number | null;
  onAdapt: (event: AdaptEvent) => void;
}
