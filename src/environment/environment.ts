import { scannedFile, workflowHash } from '../workflow/index.ts';
import { act } from './act.ts';
import { candidateId } from '../base/candidate-id.ts';
import type { Candidate, Environment, EnvironmentOptions, Transition } from './contract.ts';
import { costsOf } from '../evaluate/index.ts';
import { type Judged, judgedBefore } from './judged.ts';
import { step } from './step.ts';

export function createEnvironment(options: EnvironmentOptions): Environment {
  const judged: Judged[] = [];
  const recordedStep = async (candidate: Candidate): Promise<Transition> => {
    const transition = await step(options, judgedBefore(judged, candidate), candidate);
    const { accuracy, evaluation } = transition;
    if (accuracy !== null && evaluation !== null)
      judged.push({ ...placeOf(candidate), ...costsOf(evaluation), accuracy });
    await options.recorder.judged(transition);
    return transition;
  };
  return {
    reset: async (starts) => {
      const transitions: Transition[] = [];
      // One after the other: each races against the best before it, but none is a step on from another.
      for (const [slot, start] of starts.entries()) {
        const id = candidateId(options.runId, 0, slot);
        const code = (await options.recall?.(id))?.code ?? start.code;
        const findings = await scannedFile(code, options.sandbox);
        const candidate = startCandidate({ id, slot, findings, label: start.label, code });
        await options.recorder.proposed(candidate);
        transitions.push(await recordedStep(candidate));
      }
      return transitions;
    },
    act: (questions, turn) => act(options, questions, turn),
    step: recordedStep,
  };
}

function placeOf({ id, turn, slot }: Candidate): Pick<Judged, 'candidateId' | 'turn' | 'slot'> {
  return { candidateId: id, turn, slot };
}

function startCandidate({
  id,
  slot,
  label,
  code,
  findings,
}: Pick<Candidate, 'id' | 'slot' | 'findings'> & { label: string; code: string }): Candidate {
  return {
    id,
    turn: 0,
    slot,
    parentId: null,
    previousId: null,
    writtenBy: null,
    hash: workflowHash(code),
    findings,
    attempts: [],
    analysis: label,
    code,
    rawCode: null,
    problem: null,
  };
}
