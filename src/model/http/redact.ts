/** Removes secrets from a text that a server or a library wrote. */
export type Redact = (text: string) => string;

/** Forms that well-known keys have, also when a server echoes them half-masked. */
const KEY_SHAPES = /\bsk-[\w*.-]{4,}|\b(?:pk|rk|gsk|xai|hf)[-_][\w*-]{16,}|\bAIza[\w*-]{8,}|\bBearer\s+[^\s"'<>,;]+/g;

/** Shorter values are placeholders like `none`; blotting them out would only mangle messages. */
const SHORTEST_SECRET = 6;

/** A redactor for these secrets and for everything that has the shape of a key. */
export function redactor(secrets: readonly (string | undefined)[]): Redact {
  const known = secrets.filter((secret) => secret !== undefined && secret.length >= SHORTEST_SECRET) as string[];
  // Longest first: a secret that holds another one must not leave its rest behind.
  known.sort((a, b) => b.length - a.length);
  return (text) =>
    known.reduce((rest, secret) => rest.replaceAll(secret, '[redacted]'), text).replace(KEY_SHAPES, '[redacted]');
}
