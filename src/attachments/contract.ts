/** A file that belongs to an item. */
export interface ItemFile {
  /** Path from the task's folder, with `/`: what it is asked for by. */
  name: string;
  bytes: number;
  /** Of its content: a run does not continue with another one. */
  sha256: string;
}

/** A file is no text, or can't be read as what its name says. */
export class AttachmentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AttachmentError';
  }
}
