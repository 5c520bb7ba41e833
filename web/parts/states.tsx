import type { ComponentChildren } from 'preact';
import { SourceError } from '../source/live.ts';
import type { Read } from '../source/use.tsx';

/** Shows what a read came to: data, an error with a way out, or that it is under way. */
export function Shown<T>({ read, children }: { read: Read<T>; children: (data: T) => ComponentChildren }) {
  const { data, error, again } = read;
  return (
    <>
      {error !== undefined && <Failed error={error} again={again} />}
      {data === undefined && error === undefined && <Loading />}
      {data !== undefined && children(data)}
    </>
  );
}

export function Loading() {
  return (
    <p class="loading" role="status">
      Reading…
    </p>
  );
}

export function Failed({ error, again }: { error: Error; again?: () => void }) {
  return (
    <div class="notice bad" role="alert">
      <p>
        <strong>{error.message}.</strong> {error instanceof SourceError && error.hint}
      </p>
      {again !== undefined && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h1>{title}</h1>
      {children}
    </div>
  );
}
