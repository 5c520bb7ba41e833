export type { Subject } from './subject.ts';
export { findSubject, subjectFor } from './subject.ts';
export type { VersionReference } from './version.ts';
export { findVersion, parseVersion, versionLabel } from './version.ts';
