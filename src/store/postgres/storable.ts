/** PostgreSQL keeps no NUL in a text: the sign for it stands there instead, and is what is read again. */
export function storable<T>(value: T): T | string {
  return typeof value === 'string' ? value.replaceAll('\0', '\u2400') : value;
}
