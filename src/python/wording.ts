/** How messages speak of an environment. */
export interface Wording {
  /** `the trainer` */
  what: string;
  /** What Python is needed for: `training`. */
  purpose: string;
  /** What takes the space: `torch`. */
  contents: string;
  /** Code of the error where pip or uv fail: `trainer-install-failed`. */
  failure: string;
  /** What to do then, beside `own`: `Choose another torch with W4S_TORCH`. */
  remedy: string;
  /** What makes do without: `set W4S_TRAINER_PYTHON to a Python that has torch`. */
  own: string;
}
