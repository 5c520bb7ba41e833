export type {
  Candidate,
  Environment,
  EnvironmentOptions,
  MinibatchGate,
  Question,
  Recorder,
  ReviewGate,
  RunnableCandidate,
  Transition,
  TransitionStatus,
} from './contract.ts';
export { createEnvironment } from './environment.ts';
export { readAction } from './action.ts';
export { caseTexts, withoutCases } from './feedback.ts';
export {
  PROMPT_CHOICES,
  PROMPT_FORMS,
  type PromptChoice,
  type PromptForm,
  type PromptFormName,
  promptFormFor,
} from './prompt-form.ts';
export { type Reward, type RewardInput, reward } from './reward.ts';
export type { Attempt, Proposal } from './self-correction.ts';
export type { AdvancePolicy, ContextPolicy, HistoryEntry, SelectionPolicy, State, StatePlace } from './state.ts';
export { type PromptLimits, inputsText, systemMessage } from './prompt.ts';
export { shownCode } from './shown-code.ts';
export { IDEA_FORMS, type IdeaForm, assertIdeasFit, ideasOfTurn, withIdea, withoutIdea } from './ideas.ts';
export { advance, initialState } from './state.ts';
export { validationOf } from './step.ts';
export { SYNTAX_PROBLEM } from './trial.ts';
