import type { TaskItem } from '../task/contract.ts';
import { scannedFile, workflowHash } from '../workflow/index.ts';
import { act } from './act.ts';
import { candidateId } from '../base/candidate-id.ts';
import type { Candidate, Environment, EnvironmentOptions, Transition } from './contract.ts';
import { type State, initialState } from './state.ts';
import { step } from './step.ts';

export function createEnvironment(options: EnvironmentOptions): Environment {
  const recordedStep = async (state: State, candidate: Candidate): Promise<Transition> => {
    const transition = await step(options, state, candidate);
    await options.recorder.judged(transition);
    return transition;
  };
  return {
    reset: async (starts) => {
      const judged: Transition[] = [];
      const stateOf = () =>
        initialState(
          options.task,
          shownItems(options),
          judged.flatMap(({ entry }) => entry ?? []),
        );
      // One after the other: each races against the best before it, but none is a step on from another.
      for (const [slot, start] of starts.entries()) {
        const findings = await scannedFile(start.code, options.sandbox);
        const candidate = startCandidate(options.runId, slot, start, findings);
        await options.recorder.proposed(candidate);
        judged.push(await recordedStep({ ...stateOf(), previousAccuracy: null }, candidate));
      }
      return { state: stateOf(), starts: judged };
    },
    act: (state, turn, count) => act(options, state, turn, count),
    step: recordedStep,
  };
}

/** Two are shown to the meta-agent. */
function shownItems({ items }: EnvironmentOptions): readonly TaskItem[] {
  return items.slice(0, 2);
}

function startCandidate(
  runId: string,
  slot: number,
  { label, code }: { label: string; code: string },
  findings: Candidate['findings'],
): Candidate {
  return {
    id: candidateId(runId, 0, slot),
    turn: 0,
    slot,
    parentId: null,
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
