import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { W4sError } from '../base/errors.ts';

/** The browser's part of the page, built ahead of time. */
export interface Bundle {
  script: string;
  style: string;
}

/** Beside this file once it is built; in a clone, where the build lies. */
const PLACES = ['./bundle/', '../../dist/page/bundle/'];

/** Reads it once. @throws {W4sError} `page-missing` in a clone that was not built */
export function readBundle(): Bundle {
  return (bundle ??= load());
}

let bundle: Bundle | undefined;

function load(): Bundle {
  const place = PLACES.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(new URL('app.js', url)));
  if (place === undefined)
    throw new W4sError('page-missing', 'The page is not built', { hint: '`npm run build` builds it.' });
  const text = (name: string): string => readFileSync(new URL(name, place), 'utf8');
  return { script: text('app.js'), style: text('app.css') };
}

/** How a content security policy names a text that it allows. */
export function policyHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
