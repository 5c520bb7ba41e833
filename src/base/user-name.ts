import { userInfo } from 'node:os';

/** Whose process this is, for the record. A user id of a container may have no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
