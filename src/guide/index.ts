export type { GuideOptions, GuideResult } from './contract.ts';
export { readGuide } from './file.ts';
export { guideSettings } from './settings.ts';
export { writeGuide } from './write-guide.ts';
