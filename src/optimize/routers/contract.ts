import type { Router, WorkflowRun } from '../../workflow/index.ts';
import type { Finalist } from '../select.ts';

/** A router that is to be judged. */
export interface Trial {
  router: Router;
  /** What it chooses on a validation item, or would have chosen without having seen it. */
  pickOn: (itemId: string, repeat: number) => Picked;
}

/** @property run What choosing took, and how it failed where no program was chosen. */
export interface Picked {
  program: string | undefined;
  run?: WorkflowRun;
}

/** One that a router chooses from, by the name that it has there. */
export interface Program {
  name: string;
  finalist: Finalist;
}
