/** Where `listenForBroken` listens: standard output and standard error. */
export interface Streams {
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
}

/**
 * Calls back once when standard output can't be written any more: `null` when its reader went away (`| head -1`), else
 * the error, such as a full disk. Standard error is only for people to follow along, so its end changes nothing.
 */
export function listenForBroken(
  { stdout, stderr }: Streams,
  onBroken: (error: NodeJS.ErrnoException | null) => void,
): void {
  stdout.once('error', (error: NodeJS.ErrnoException) => onBroken(error.code === 'EPIPE' ? null : error));
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
}
