/** Which of several programs answers an input. */
export type Router = RuleRouter | AskRouter;

interface RouterFacts {
  /** Names of the programs, `t03c1`; the best single one first. */
  programs: readonly string[];
}

/** By what the input looks like. */
export interface RuleRouter extends RouterFacts {
  kind: 'rule';
  rule: Rule;
}

/** The name of a program, or a question about the input. */
export type Rule = string | RuleNode;

export interface RuleNode {
  /** A key of `features` in `features.py`, or `word ` and a word: 1 where the input holds it, else 0. */
  feature: string;
  above: number;
  yes: Rule;
  no: Rule;
}

/** By one call of the executor, which reads the input between two texts and writes a program's number. */
export interface AskRouter extends RouterFacts {
  kind: 'executor';
  before: string;
  after: string;
}

/** A router with the programs that it chooses from. */
export interface Routed {
  router: Router;
  /** By name, in the router's order. */
  programs: ReadonlyMap<string, string>;
  /** What the programs are called with. */
  kind: 'answer' | 'code';
}
