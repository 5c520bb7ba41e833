import { type ComponentChildren, createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import type { Changed, Source } from '../../src/page/contract.ts';

/** What every pane reads from, and what says that it changed. */
interface Reading {
  source: Source;
  /** `null` for a report. */
  connected: boolean | null;
  onChange(listener: (what: Changed) => void): () => void;
}

const Context = createContext<Reading | null>(null);

export function Reads({ source, children }: { source: Source; children: ComponentChildren }) {
  const listeners = useRef(new Set<(what: Changed) => void>());
  const [connected, setConnected] = useState<boolean | null>(null);
  useEffect(
    () =>
      source.follow((what) => {
        for (const tell of listeners.current) tell(what);
      }, setConnected),
    [source],
  );
  const onChange: Reading['onChange'] = (listener) => {
    listeners.current.add(listener);
    return () => listeners.current.delete(listener);
  };
  return <Context.Provider value={{ source, connected, onChange }}>{children}</Context.Provider>;
}

export function useReading(): Reading {
  const reading = useContext(Context);
  if (reading === null) throw new Error('Expected a source above');
  return reading;
}

/** What a read has come to: data that was read stays while it is read again. */
export interface Read<T> {
  data?: T;
  error?: Error;
  /** Reads again. */
  again(): void;
}

/**
 * Reads from the source, and again whenever one of the runs changed, at most once at a time.
 * @param key What is read: another one forgets the data.
 * @param runs Whose changes matter. @default those of all
 */
export function useRead<T>(key: string, read: (source: Source) => Promise<T>, runs?: readonly string[]): Read<T> {
  const { source, onChange } = useReading();
  const [state, setState] = useState<{ key: string; data?: T; error?: Error }>({ key });
  const again = useRef<() => void>(() => undefined);
  useEffect(() => {
    let [ended, busy, wanted] = [false, false, false];
    const go = async (): Promise<void> => {
      if (busy) {
        wanted = true;
        return;
      }
      busy = true;
      try {
        const data = await read(source);
        if (!ended) setState({ key, data });
      } catch (error) {
        if (!ended)
          setState((before) => ({ key, data: before.key === key ? before.data : undefined, error: error as Error }));
      }
      busy = false;
      if (wanted && !ended) {
        wanted = false;
        void go();
      }
    };
    again.current = () => void go();
    void go();
    const stop = onChange((changed) => {
      if (runs === undefined || changed === null || runs.some((run) => changed.has(run))) void go();
    });
    return () => {
      ended = true;
      stop();
    };
  }, [key, source]);
  const shown = state.key === key ? state : { key };
  return { data: shown.data, error: shown.error, again: () => again.current() };
}
