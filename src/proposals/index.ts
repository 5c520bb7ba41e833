export { proposalsOf, readProposals } from './from-store.ts';
export type { Proposal } from './proposal.ts';
export { type Proposals, type Share, addProposals, isWritten, tallyProposals } from './tally.ts';
export { proposalSentences } from './wording.ts';
