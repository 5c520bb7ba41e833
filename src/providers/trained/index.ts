export { ggufArguments, hasVllm, hotLoad, partsOf, vllmCommand } from './model-server.ts';
export { trainedProvider } from './provider.ts';
