export { FEATURES, composeRouted } from './compose.ts';
export type { AskRouter, Routed, Router, Rule, RuleNode, RuleRouter } from './contract.ts';
export { routedIn } from './parts.ts';
