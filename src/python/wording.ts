/** How messages refer to an environment. */
export interface Wording {
  /** `the trainer` */
  what: string;
  /** What Python is needed for: `training`. */
  purpose: string;
  /** What takes the space: `torch`. */
  contents: string;
  /** Error code when pip or uv fails: `trainer-install-failed`. */
  failure: string;
  /** What to do then, besides `own`: `Choose another torch with W4S_TORCH`. */
  remedy: string;
  /** How to do without it: `set W4S_TRAINER_PYTHON to a Python that has torch`. */
  own: string;
}
