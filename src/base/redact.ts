/** Removes secrets from text written by a server or a library. */
export type Redact = (text: string) => string;

/** Shapes of well-known keys, even when a server echoes them half-masked. */
const KEY_SHAPES = /\bsk-[\w*.-]{4,}|\b(?:pk|rk|gsk|xai|hf)[-_][\w*-]{16,}|\bAIza[\w*-]{8,}|\bBearer\s+[^\s"'<>,;]+/g;

/** Shorter values are placeholders like `none`; removing them would only mangle messages. */
const SHORTEST_SECRET = 6;

/** A redactor for these secrets and for everything shaped like a key. */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const exact = exactRedactor(secrets);
  return (text) => exact(text).replace(KEY_SHAPES, '[redacted]');
}

/** A redactor for these secrets alone, for texts of which any word may be wanted: a page, a document. */
export function exactRedactor(secrets: readonly (string | undefined)[]): Redact {
  const known = secrets.filter((secret) => secret !== undefined && secret.length >= SHORTEST_SECRET) as string[];
  // Longest first: a secret that contains another must not leave its rest behind.
  known.sort((a, b) => b.length - a.length);
  return (text) => known.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text);
}
