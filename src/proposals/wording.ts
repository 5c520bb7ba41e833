import { count, percentWithInterval } from '../present/index.ts';
import type { Proposals, Share } from './tally.ts';

/** What failed, how programs came to run, and how they scored; empty if nothing was written. */
export function proposalSentences(proposals: Proposals): string[] {
  return proposals.candidates === 0 ? [] : [trouble(proposals), trials(proposals), worth(proposals)];
}

/** `20.0% [8.1, 41.6]` */
export function rateText({ rate, interval: range }: Share): string {
  return percentWithInterval(rate, range);
}

function trouble({ candidates, broken, zero, withoutCalls }: Proposals): string {
  const first = `${count(broken.count)} of ${count(candidates, 'candidate')} broken (${rateText(broken)})`;
  return `${first}, ${count(zero.count)} scored 0, ${count(withoutCalls.count)} never called the executor.`;
}

function trials({ unreadable, passedAtOnce, passedAfterRepairs, held }: Proposals): string {
  const waiting = `${count(held)} ${held === 1 ? 'waits' : 'wait'} for a person`;
  const outcomes = [
    `${count(passedAtOnce.count)} passed the trial at once`,
    `${count(passedAfterRepairs.count)} after repairs`,
    ...(held === 0 ? [] : [waiting]),
    `${count(unreadable.count)} held no program that parses at first`,
  ];
  return `${outcomes.join(', ')}.`;
}

function worth({ beatStart, tiedStart, beatBest }: Proposals): string {
  const [above, equal, best] = [beatStart, tiedStart, beatBest].map((share) => count(share.count));
  return `${above} beat the start, ${equal} tied with it, ${best} beat the best so far.`;
}
