import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { messageOf, usageError } from '../base/errors.ts';

/** A certificate, with those that it stands on, and its key. PEM. */
export interface Tls {
  cert: string;
  key: string;
}

export interface TlsFiles {
  tlsCert?: string;
  tlsKey?: string;
  onWarning?: (text: string) => void;
  now?: () => number;
}

/**
 * What a server needs for HTTPS; `undefined` where no files are named. A certificate that no client takes today is
 * warned of.
 *
 * @throws {W4sError} `invalid-tls` for files that can't be read, or do not belong together
 */
export async function readTls({ tlsCert, tlsKey, onWarning, now = Date.now }: TlsFiles): Promise<Tls | undefined> {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw wrong('Expected both --tls-cert and --tls-key, got one of them', 'The key is what the certificate is for.');
  const [cert, key] = [await textOf(tlsCert), await textOf(tlsKey)];
  const certificate = parsed(`a certificate in ${tlsCert}`, () => new X509Certificate(cert));
  const privateKey = parsed(`a private key without a passphrase in ${tlsKey}`, () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey))
    throw wrong(`Expected the key of ${tlsCert}, got another one in ${tlsKey}`, 'A renewed certificate may have one.');
  const why = whyUntimely(certificate, now());
  if (why !== undefined) onWarning?.(`The certificate in ${tlsCert} ${why}: clients will refuse it.`);
  return { cert, key };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw wrong(`Expected a PEM file, got none that can be read: ${messageOf(cause)}`, 'Check the path.');
  }
}

function parsed<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw wrong(`Expected ${what}, got something else`, 'Both files are PEM: text between BEGIN and END lines.');
  }
}

function whyUntimely({ validFromDate, validToDate }: X509Certificate, now: number): string | undefined {
  if (validToDate.getTime() < now) return `expired on ${validToDate.toISOString().slice(0, 10)}`;
  return validFromDate.getTime() > now ? `is valid from ${validFromDate.toISOString().slice(0, 10)} on` : undefined;
}

function wrong(message: string, hint: string) {
  return usageError('invalid-tls', message, { hint });
}
