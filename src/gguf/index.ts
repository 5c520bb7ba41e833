export { type GgufModel, type OpenGgufOptions, openGguf } from './open.ts';
export type { GgufFacts } from './protocol.ts';
export { ggufProvider } from './provider.ts';
