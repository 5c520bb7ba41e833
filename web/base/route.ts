import { useEffect, useMemo, useState } from 'preact/hooks';

/** The whole state of the page, as it stands in its address: `#/run/ID/candidate/t03c1?against=best`. */
export interface Route {
  path: string[];
  query: Record<string, string>;
}

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const words = path.split('/').filter((word) => word !== '');
  return { path: words.map(decoded), query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The address of a route. Empty values are left out, so that a default state has a short address. */
export function href(path: readonly string[], query: Record<string, string | undefined> = {}): string {
  const kept = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  const search = new URLSearchParams(kept).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`;
}

/** Changes a part of the state. What is typed replaces the entry in the history; what is chosen makes one. */
export function setQuery(change: Record<string, string | undefined>, { replace = false } = {}): void {
  const { path, query } = readRoute(location.hash);
  const to = href(path, { ...query, ...change });
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  dispatchEvent(new Event('hashchange'));
}

export function useRoute(): Route {
  const [hash, setHash] = useState(() => location.hash);
  useEffect(() => {
    const read = (): void => setHash(location.hash);
    read(); // it may have changed before somebody listened
    addEventListener('hashchange', read);
    addEventListener('popstate', read);
    return () => {
      removeEventListener('hashchange', read);
      removeEventListener('popstate', read);
    };
  }, []);
  return useMemo(() => readRoute(hash), [hash]);
}

/** A word that is no encoding stands for itself. */
function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
