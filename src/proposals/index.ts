export { proposalsOf } from './from-store.ts';
export { type Proposals, type Share, addProposals } from './tally.ts';
export { proposalSentences, rateText } from './wording.ts';
