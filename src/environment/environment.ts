import type { TaskItem } from '../task/contract.ts';
import { scannedFile, workflowHash } from '../workflow/index.ts';
import { act } from './act.ts';
import { candidateId } from './candidate-id.ts';
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
    reset: async (example) => {
      const empty = initialState(options.task, examplesOf(options));
      if (example === undefined) return { state: empty };
      const candidate = exampleCandidate(options.runId, example.code, await scannedFile(example.code, options.sandbox));
      await options.recorder.proposed(candidate);
      const start = await recordedStep(empty, candidate);
      return { state: initialState(options.task, examplesOf(options), start.entry ?? undefined), start };
    },
    act: (state, turn, count) => act(options, state, turn, count),
    step: recordedStep,
  };
}

function examplesOf({ items }: EnvironmentOptions): readonly TaskItem[] {
  return items.slice(0, 2);
}

function exampleCandidate(runId: string, code: string, findings: Candidate['findings']): Candidate {
  return {
    id: candidateId(runId, 0, 0), turn: 0, slot: 0, parentId: null, hash: workflowHash(code), findings,
    attempts: [], analysis: '', code, rawCode: null, problem: null,
  };
}
