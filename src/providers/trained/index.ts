export { ggufArguments, hasVllm, hotLoad, serveArguments, vllmCommand } from './model-server.ts';
export { trainedProvider } from './provider.ts';
