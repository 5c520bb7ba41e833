export { assertRuntime } from './installed.ts';
export { type GgufModel, type OpenGgufOptions, openGguf } from './open.ts';
export type { GgufFacts } from './protocol.ts';
export { readPin, writePin } from './pin.ts';
export { GGUF_LIMITS, ggufProvider } from './provider.ts';
export { type GgufOptions, ggufOptions } from './settings.ts';
