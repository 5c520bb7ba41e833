export { type PocketProviderOptions, pocketProvider } from './provider.ts';
export { type PocketServer, type ServePocketOptions, servePocket } from './server.ts';
export { MODELS_FOLDER, type PocketModel, readManifest } from './weights.ts';
