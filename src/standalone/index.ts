export { type Standalone, renderStandalone } from './render.ts';
export { provenanceOf, standaloneOf } from './subject.ts';
