import { elementAt } from '../base/lists.ts';
import { candidateId } from '../base/candidate-id.ts';
import { type Finding, scannedFile, workflowHash } from '../workflow/index.ts';
import type { Candidate, EnvironmentOptions } from './contract.ts';
import type { Proposal, Trial } from './self-correction.ts';
import { createTrial } from './trial.ts';

/** A candidate that is being made: its place, the trial that its programs have to pass, and its record. */
export interface OpenCandidate {
  place: Pick<Candidate, 'id' | 'turn' | 'slot'>;
  trial: Trial;
  /** It is what came of the trials, now or in an earlier session. Resolves once it is on record. */
  propose(
    proposal: Proposal,
    origin: Pick<Candidate, 'parentId' | 'previousId' | 'writtenBy' | 'gate'>,
  ): Promise<Candidate>;
}

/** Opens a candidate of a turn, whoever writes it. */
export function openCandidate(options: EnvironmentOptions, turn: number, slot: number): OpenCandidate {
  const { items, recorder, review, sandbox } = options;
  const place = { id: candidateId(options.runId, turn, slot), turn, slot };
  const scanned = new Map<string, readonly Finding[]>();
  const trial = createTrial({
    setup: options,
    item: elementAt(items, turn % items.length),
    purpose: { role: 'executor', phase: 'search', candidateId: place.id },
    onScanned: (code, findings) => {
      scanned.set(code, findings);
      return review.holds({ turn, hash: workflowHash(code), findings });
    },
  });
  return {
    place,
    trial,
    propose: async (proposal, origin) => {
      const { code } = proposal;
      const facts = { ...proposal, ...place, ...origin };
      const candidate: Candidate =
        code === null
          ? { ...facts, code, hash: null, findings: [] }
          : {
              ...facts,
              code,
              hash: workflowHash(code),
              findings: scanned.get(code) ?? (await scannedFile(code, sandbox)),
            };
      await recorder.proposed(candidate);
      return candidate;
    },
  };
}
