export type { Candidate, Environment, EnvironmentOptions, Recorder, Transition, TransitionStatus } from './contract.ts';
export { createEnvironment } from './environment.ts';
export {
  PROMPT_CHOICES,
  PROMPT_FORMS,
  type PromptChoice,
  type PromptForm,
  type PromptFormName,
  promptFormFor,
} from './prompt-form.ts';
export type { Reward, RewardInput } from './reward.ts';
export type { Attempt, Proposal } from './self-correction.ts';
export type { AdvancePolicy, ContextPolicy, HistoryEntry, SelectionPolicy, State } from './state.ts';
export { advance, initialState } from './state.ts';
