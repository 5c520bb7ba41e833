/** A file that belongs to an item. */
export interface ItemFile {
  /** Path from the task's folder, with `/`: what it is asked for by. */
  name: string;
  bytes: number;
  /** Of its content: a run does not continue with another one. */
  sha256: string;
}

/** A file is no text, or can't be read as what its name says; or it can't be had. */
export class AttachmentError extends Error {
  /** Whether the file can't be had as the task was loaded with it. Then what it holds is not at fault. */
  readonly isUnavailable: boolean;

  constructor(message: string, { isUnavailable = false }: { isUnavailable?: boolean } = {}) {
    super(message);
    this.name = 'AttachmentError';
    this.isUnavailable = isUnavailable;
  }
}
