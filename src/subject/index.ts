export type { Subject } from './subject.ts';
export { findSubject, subjectFor } from './subject.ts';
export { parseVersion, versionLabel } from './version.ts';
